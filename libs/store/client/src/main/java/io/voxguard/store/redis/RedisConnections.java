package io.voxguard.store.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.voxguard.store.KeyChanges;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one store, shared by all callers. Opened in the background and kept open: a store that is away when
 * the process starts is found as soon as it comes. What was on its way when a connection broke is sent again, except for what would then take place
 * twice. Thread-safe.
 */
final class RedisConnections implements AutoCloseable {
    private static final Logger LOG = System.getLogger(RedisConnections.class.getName());
    /** TCP keep-alive counts in whole seconds. */
    private static final Duration SHORTEST_KEEP_ALIVE = Duration.ofSeconds(1);

    private final Links links;
    private final RedisURI address;
    private final String shownAddress;
    private final Duration retryDelay;
    private final ScheduledExecutorService timer;
    private final Deadlines elsewhere;
    private final List<Deadlines> onLoops;
    private final AtomicReferenceArray<@Nullable StatefulRedisConnection<byte[], byte[]>> open;
    private final AtomicInteger turn = new AtomicInteger();
    private final @Nullable KeyTracking tracking;
    private volatile boolean closed;
    private volatile boolean complained;

    /**
     * @param changes who hears of changes to keys that were read; null: nobody
     * @param loops whose threads the connections use; null: threads of their own
     */
    RedisConnections(
            RedisStoreConfig config,
            ScheduledExecutorService timer,
            @Nullable KeyChanges changes,
            @Nullable EventLoopGroup loops) {
        this.address = StoreUrl.parse(config.url());
        this.shownAddress = StoreUrl.withoutSecrets(config.url());
        address.setTimeout(config.connectTimeout());
        this.retryDelay = config.reconnectDelay();
        this.timer = timer;
        this.links = new Links(config, loops);
        this.elsewhere = new Deadlines(timer);
        this.onLoops = IntStream.range(0, links.size())
                .mapToObj(slot -> links.get(slot).loop())
                .map(loop -> loop == null ? elsewhere : new Deadlines(loop))
                .toList();
        this.open = new AtomicReferenceArray<>(links.size());
        this.tracking = changes == null ? null : new KeyTracking(changes, links.size());
        for (RedisClient client : links.clients()) {
            client.setOptions(options(config));
            if (tracking != null) {
                client.addListener(new Reconnections(tracking));
            }
        }
        for (int i = 0; i < open.length(); i++) {
            connect(i);
        }
    }

    /** Looks at an error of the store, which may say that another server is to be asked. */
    void examine(String error) {
        links.guards().examine(error);
    }

    int size() {
        return open.length();
    }

    private static ClientOptions options(RedisStoreConfig config) {
        SslOptions.Builder tls = SslOptions.builder().jdkSslProvider().handshakeTimeout(config.connectTimeout());
        config.trustedCertificates().ifPresent(pem -> tls.trustManager(pem.toFile()));
        return ClientOptions.builder()
                .autoReconnect(true)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .replayFilter(command -> command.getType() instanceof SentOnce)
                .requestQueueSize(config.connections() * config.queueSize() + 16)
                .timeoutOptions(TimeoutOptions.builder()
                        .fixedTimeout(config.connectTimeout())
                        .timeoutCommands(false)
                        .build())
                .socketOptions(sockets(config))
                .sslOptions(tls.build())
                .build();
    }

    /** Linux closes a connection that it cannot deliver on; elsewhere, and with NIO, the guards have to do. */
    private static SocketOptions sockets(RedisStoreConfig config) {
        SocketOptions.Builder sockets = SocketOptions.builder().connectTimeout(config.connectTimeout());
        if (!Epoll.isAvailable() || config.url().startsWith("redis-socket:")) {
            return sockets.keepAlive(true).build();
        }
        Duration probes = config.silence().compareTo(SHORTEST_KEEP_ALIVE) < 0 ? SHORTEST_KEEP_ALIVE : config.silence();
        return sockets.keepAlive(SocketOptions.KeepAliveOptions.builder()
                        .enable()
                        .idle(probes)
                        .interval(probes)
                        .count(2)
                        .build())
                .tcpUserTimeout(SocketOptions.TcpUserTimeoutOptions.builder()
                        .enable()
                        .tcpUserTimeout(config.silence().multipliedBy(2))
                        .build())
                .build();
    }

    /** The connection on this thread where there is one, else one of the open connections in turn; null when none is open. */
    @Nullable
    StatefulRedisConnection<byte[], byte[]> next() {
        int slot = links.here();
        StatefulRedisConnection<byte[], byte[]> here = slot < 0 ? null : open.get(slot);
        if (here != null && here.isOpen()) {
            return here;
        }
        int count = open.length();
        int start = count == 1 ? 0 : Math.floorMod(turn.getAndIncrement(), count);
        for (int i = 0; i < count; i++) {
            StatefulRedisConnection<byte[], byte[]> connection = open.get((start + i) % count);
            if (connection != null && connection.isOpen()) {
                return connection;
            }
        }
        return null;
    }

    /** The caller's event loops that there are connections on. */
    List<EventLoop> loops() {
        return links.loops();
    }

    /** What belongs to the event loop of this thread, of things in the order of {@link #loops}; null on any other thread. */
    <T> @Nullable T here(List<T> byLoop) {
        int slot = byLoop.isEmpty() ? -1 : links.here();
        return slot < 0 ? null : byLoop.get(slot);
    }

    int countOpen() {
        int count = 0;
        for (int i = 0; i < open.length(); i++) {
            StatefulRedisConnection<byte[], byte[]> connection = open.get(i);
            count += connection != null && connection.isOpen() ? 1 : 0;
        }
        return count;
    }

    /** What keeps the time for whoever waits on this thread. */
    Deadlines deadlines() {
        int slot = links.here();
        return slot < 0 ? elsewhere : onLoops.get(slot);
    }

    private void connect(int slot) {
        links.get(slot).client().connectAsync(ByteArrayCodec.INSTANCE, address).whenComplete((connection, fault) -> {
            if (fault == null) {
                open.set(slot, connection);
                if (tracking != null) {
                    tracking.opened(connection);
                }
                complained = false;
                if (closed) {
                    connection.closeAsync();
                }
            } else if (!closed) {
                complainOnce(fault);
                timer.schedule(() -> connect(slot), retryDelay.toMillis(), TimeUnit.MILLISECONDS);
            }
        });
    }

    /** What Lettuce mends by itself still loses what the store knew of the connection. */
    private final class Reconnections implements RedisConnectionStateListener {
        private final KeyTracking tracking;

        Reconnections(KeyTracking tracking) {
            this.tracking = tracking;
        }

        @Override
        public void onRedisConnected(RedisChannelHandler<?, ?> handler, SocketAddress address) {
            StatefulRedisConnection<byte[], byte[]> connection = known(handler);
            if (connection != null) {
                tracking.arm(connection);
            }
        }

        @Override
        public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
            StatefulRedisConnection<byte[], byte[]> connection = known(handler);
            if (connection != null) {
                tracking.lost(connection);
            }
        }

        private @Nullable StatefulRedisConnection<byte[], byte[]> known(RedisChannelHandler<?, ?> handler) {
            for (int i = 0; i < open.length(); i++) {
                StatefulRedisConnection<byte[], byte[]> connection = open.get(i);
                if (connection == handler) {
                    return connection;
                }
            }
            return null;
        }
    }

    private void complainOnce(Throwable fault) {
        if (!complained) {
            complained = true;
            LOG.log(Level.WARNING, "No connection to the store at {0}; trying on: {1}", shownAddress, fault.toString());
        }
    }

    @Override
    public void close() {
        closed = true;
        links.close();
    }
}
