package io.voxguard.store.redis.connection;

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
import io.lettuce.core.protocol.RedisCommand;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.voxguard.store.KeyChanges;
import io.voxguard.time.Ticker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one store, shared by all callers. Opened in the background and kept open: a store that is away when the process starts is connected to as soon as it
 * comes. Commands in flight when a connection is lost are sent again, except for {@link UnreplayedCommand}s. Thread-safe.
 */
public final class RedisConnections implements AutoCloseable {
    private static final Logger LOG = System.getLogger(RedisConnections.class.getName());
    /** TCP keep-alive counts in whole seconds. */
    private static final Duration MIN_KEEP_ALIVE = Duration.ofSeconds(1);
    /** Room in Lettuce's queue for the commands of the client itself: probes, tracking, the greeting. */
    private static final int OWN_COMMANDS = 16;

    private final ConnectionSlots slots;
    private final RedisURI address;
    private final String shownAddress;
    private final Duration retryDelay;
    private final ScheduledThreadPoolExecutor timer;
    private final EngineDetection detection = new EngineDetection();
    private final AtomicReferenceArray<@Nullable StatefulRedisConnection<byte[], byte[]>> open;
    private final AtomicInteger roundRobin = new AtomicInteger();
    private final @Nullable KeyTracking tracking;
    /** Guards the epoch, the attempts, and putting connections into their slots. */
    private final Object transition = new Object();
    /** Attempts to connect that have not ended, with the closing of what they have opened in vain. */
    private final Set<CompletableFuture<?>> attempts = new HashSet<>();
    /** Counts suspensions and resumptions: an attempt of an earlier one opens nothing. */
    private int epoch;

    private volatile boolean closed;
    private volatile boolean complained;

    /**
     * @param name names the thread that keeps the time
     * @param changes told of changes to keys that were read; null: nobody
     * @param loops event loops that the connections run on; null: threads of their own
     */
    public RedisConnections(
            RedisStoreConfig config,
            String name,
            @Nullable KeyChanges changes,
            @Nullable EventLoopGroup loops,
            Ticker ticker) {
        this(config, name, changes, loops, ticker, command -> command.getType() instanceof UnreplayedCommand);
    }

    /** @param unreplayed accepts the commands that fail with their connection, instead of being sent again on the next */
    public RedisConnections(
            RedisStoreConfig config,
            String name,
            @Nullable KeyChanges changes,
            @Nullable EventLoopGroup loops,
            Ticker ticker,
            Predicate<RedisCommand<?, ?, ?>> unreplayed) {
        this.address = StoreUrl.parse(config.url());
        this.shownAddress = StoreUrl.withoutSecrets(config.url());
        address.setTimeout(config.connectTimeout());
        this.retryDelay = config.reconnectDelay();
        this.timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name(name + "-limits").daemon().factory());
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.slots = new ConnectionSlots(config, loops, ticker);
        this.open = new AtomicReferenceArray<>(slots.size());
        this.tracking = changes == null ? null : new KeyTracking(changes, slots.size());
        for (RedisClient client : slots.clients()) {
            client.setOptions(options(config, unreplayed));
            client.addListener(new Reconnections());
        }
        ProcessConnections.add(this);
    }

    /** Returns the engine that the store has named last. */
    public Engine engine() {
        return detection.engine();
    }

    /** Calls a listener with the engine now and after every change, on the client's threads. */
    public void listenForEngine(Consumer<Engine> listener) {
        detection.listen(listener);
    }

    /** Replaces all connections if an error of the store means that another server is to be asked. */
    public void examine(String error) {
        slots.guards().examine(error);
    }

    public int size() {
        return open.length();
    }

    static ClientOptions options(RedisStoreConfig config, Predicate<RedisCommand<?, ?, ?>> unreplayed) {
        SslOptions.Builder tls = SslOptions.builder().jdkSslProvider().handshakeTimeout(config.connectTimeout());
        config.trustedCertificates().ifPresent(pem -> tls.trustManager(pem.toFile()));
        return ClientOptions.builder()
                .autoReconnect(true)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .replayFilter(unreplayed)
                .requestQueueSize(config.connections() * config.queueSize() + OWN_COMMANDS)
                .timeoutOptions(TimeoutOptions.builder()
                        .fixedTimeout(config.connectTimeout())
                        .timeoutCommands(false)
                        .build())
                .socketOptions(sockets(config))
                .sslOptions(tls.build())
                .build();
    }

    /** Lets Linux close a connection that it cannot deliver on; on other systems, and with NIO, the guards must do. */
    private static SocketOptions sockets(RedisStoreConfig config) {
        SocketOptions.Builder sockets = SocketOptions.builder().connectTimeout(config.connectTimeout());
        if (!Epoll.isAvailable() || config.url().startsWith("redis-socket:")) {
            return sockets.keepAlive(true).build();
        }
        Duration probes = config.silence().compareTo(MIN_KEEP_ALIVE) < 0 ? MIN_KEEP_ALIVE : config.silence();
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

    /** Returns the connection of this thread if there is one, else one of the open connections, round robin; null if none is open. */
    public @Nullable StatefulRedisConnection<byte[], byte[]> next() {
        int slot = slots.ofThisThread();
        StatefulRedisConnection<byte[], byte[]> own = slot < 0 ? null : open.get(slot);
        if (own != null && own.isOpen()) {
            return own;
        }
        int count = open.length();
        int start = count == 1 ? 0 : Math.floorMod(roundRobin.getAndIncrement(), count);
        for (int i = 0; i < count; i++) {
            StatefulRedisConnection<byte[], byte[]> connection = open.get((start + i) % count);
            if (connection != null && connection.isOpen()) {
                return connection;
            }
        }
        return null;
    }

    /** Returns the caller's event loops that connections run on. */
    public List<EventLoop> loops() {
        return slots.loops();
    }

    /** Returns the element for the event loop of this thread, in a list in the order of {@link #loops}; null on any other thread. */
    public <T> @Nullable T ofThisThread(List<T> byLoop) {
        int slot = byLoop.isEmpty() ? -1 : slots.ofThisThread();
        return slot < 0 ? null : byLoop.get(slot);
    }

    public int countOpen() {
        int count = 0;
        for (int i = 0; i < open.length(); i++) {
            StatefulRedisConnection<byte[], byte[]> connection = open.get(i);
            count += connection != null && connection.isOpen() ? 1 : 0;
        }
        return count;
    }

    /** Returns the timer for what is not waited for on an event loop; it ends with the connections. */
    public ScheduledExecutorService timer() {
        return timer;
    }

    private void connect(int slot, int started) {
        CompletableFuture<@Nullable Void> attempt = new CompletableFuture<>();
        synchronized (transition) {
            if (closed || started != epoch) {
                return;
            }
            attempts.add(attempt);
        }
        slots.get(slot)
                .client()
                .connectAsync(ByteArrayCodec.INSTANCE, address)
                .thenCompose((connection, fault) ->
                        fault == null ? connected(slot, started, connection) : failed(slot, started, fault))
                .whenComplete((done, fault) -> {
                    synchronized (transition) {
                        attempts.remove(attempt);
                    }
                    attempt.complete(null);
                });
    }

    private CompletionStage<Void> connected(int slot, int started, StatefulRedisConnection<byte[], byte[]> connection) {
        synchronized (transition) {
            if (closed || started != epoch) {
                return connection.closeAsync();
            }
            open.set(slot, connection);
        }
        if (tracking != null) {
            connection.addListener(tracking);
        }
        detectEngine(connection);
        complained = false;
        return CompletableFuture.completedStage(null);
    }

    private CompletionStage<Void> failed(int slot, int started, Throwable fault) {
        if (isCurrent(started)) {
            complainOnce(fault);
            timer.schedule(() -> connect(slot, started), retryDelay.toMillis(), TimeUnit.MILLISECONDS);
        }
        return CompletableFuture.completedStage(null);
    }

    private boolean isCurrent(int started) {
        synchronized (transition) {
            return !closed && started == epoch;
        }
    }

    /** Closes the connections until {@link #resume}; completes when they and the attempts to connect have ended. */
    CompletableFuture<Void> suspend() {
        List<CompletableFuture<?>> ends;
        List<StatefulRedisConnection<byte[], byte[]>> taken = new ArrayList<>();
        synchronized (transition) {
            epoch++;
            ends = new ArrayList<>(attempts);
            for (int i = 0; i < open.length(); i++) {
                StatefulRedisConnection<byte[], byte[]> connection = open.getAndSet(i, null);
                if (connection != null) {
                    taken.add(connection);
                }
            }
        }
        for (StatefulRedisConnection<byte[], byte[]> connection : taken) {
            if (tracking != null) {
                tracking.lost(connection);
            }
            ends.add(connection.closeAsync());
        }
        return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
    }

    /** Opens the connections, in the background; completes when a first attempt for each has ended. */
    CompletableFuture<Void> resume() {
        int current;
        synchronized (transition) {
            epoch++;
            current = epoch;
        }
        for (int i = 0; i < open.length(); i++) {
            connect(i, current);
        }
        synchronized (transition) {
            return CompletableFuture.allOf(attempts.toArray(CompletableFuture[]::new));
        }
    }

    /** Tracking is armed after the answer: {@link Quirk#TRACKING_NOT_PIPELINED}. A connection that is lost before it is asked again. */
    private void detectEngine(StatefulRedisConnection<byte[], byte[]> connection) {
        detection.detect(connection).thenAccept(engine -> {
            if (tracking != null) {
                tracking.arm(connection, engine);
            }
        });
    }

    /** Sets up again what the server knew about a connection that Lettuce has restored. */
    private final class Reconnections implements RedisConnectionStateListener {
        @Override
        public void onRedisConnected(RedisChannelHandler<?, ?> handler, SocketAddress address) {
            StatefulRedisConnection<byte[], byte[]> connection = known(handler);
            if (connection != null) {
                detectEngine(connection);
            }
        }

        @Override
        public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
            StatefulRedisConnection<byte[], byte[]> connection = known(handler);
            if (connection != null && tracking != null) {
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
            LOG.log(Level.WARNING, "Cannot connect to the store at {0}; retrying: {1}", shownAddress, fault.toString());
        }
    }

    @Override
    public void close() {
        closed = true;
        ProcessConnections.remove(this);
        slots.close();
        timer.shutdownNow();
    }
}
