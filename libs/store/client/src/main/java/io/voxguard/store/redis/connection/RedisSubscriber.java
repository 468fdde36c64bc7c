package io.voxguard.store.redis.connection;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.voxguard.time.Ticker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connection for subscriptions, opened in the background, watched, and replaced when it is lost or silent. Its owner subscribes again whenever it is told of a
 * connection: what was sent on the one before is not sent again. Thread-safe.
 */
public final class RedisSubscriber implements AutoCloseable {
    private static final Logger LOG = System.getLogger(RedisSubscriber.class.getName());

    private final RedisURI address;
    private final String shownAddress;
    private final ConnectionSlots slots;
    private final Listener listener;
    private final Duration retryDelay;
    private final ScheduledExecutorService timer;
    private volatile @Nullable StatefulRedisPubSubConnection<byte[], byte[]> connection;
    private volatile boolean closed;
    private volatile boolean complained;

    /** Told of connections, on the client's threads: must not block. */
    public interface Listener {
        /** The first connection is open, or a lost one has been replaced. */
        void connected(StatefulRedisPubSubConnection<byte[], byte[]> connection);

        /** The connection is lost. */
        void disconnected();
    }

    private RedisSubscriber(RedisStoreConfig config, String name, Listener listener, Ticker ticker) {
        this.address = StoreUrl.parse(config.url());
        this.shownAddress = StoreUrl.withoutSecrets(config.url());
        address.setTimeout(config.connectTimeout());
        this.listener = listener;
        this.retryDelay = config.reconnectDelay();
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(name + "-subscriber").daemon().factory());
        this.slots = new ConnectionSlots(config.withConnections(1), null, ticker);
        RedisClient client = slots.get(0).client();
        client.setOptions(RedisConnections.options(config, command -> true));
        client.addListener(new Reconnections());
        connect();
    }

    /**
     * Opens a connection; does not wait for the store.
     *
     * @param name names the thread that connects again
     * @throws IllegalArgumentException if the address cannot be read
     */
    public static RedisSubscriber open(RedisStoreConfig config, String name, Listener listener, Ticker ticker) {
        return new RedisSubscriber(config, name, listener, ticker);
    }

    private void connect() {
        slots.get(0)
                .client()
                .connectPubSubAsync(ByteArrayCodec.INSTANCE, address)
                .whenComplete((opened, fault) -> {
                    if (fault == null) {
                        connection = opened;
                        listener.connected(opened);
                        if (closed) {
                            opened.closeAsync();
                        }
                    } else if (!closed) {
                        complainOnce(fault);
                        timer.schedule(this::connect, retryDelay.toMillis(), TimeUnit.MILLISECONDS);
                    }
                });
    }

    /** Returns whether the connection is open at the moment. */
    public boolean connected() {
        StatefulRedisPubSubConnection<byte[], byte[]> current = connection;
        return current != null && current.isOpen();
    }

    /** Runs a task on this subscriber's timer, after each of the given periods. */
    public void every(Duration period, Runnable task) {
        timer.scheduleWithFixedDelay(task, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
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
        timer.shutdownNow();
        slots.close();
    }

    private final class Reconnections implements RedisConnectionStateListener {
        @Override
        public void onRedisConnected(RedisChannelHandler<?, ?> handler, SocketAddress remote) {
            StatefulRedisPubSubConnection<byte[], byte[]> current = connection;
            if (current == handler && current != null) {
                listener.connected(current);
            }
        }

        @Override
        public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
            if (connection == handler) {
                listener.disconnected();
            }
        }
    }
}
