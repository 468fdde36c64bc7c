package io.voxguard.store.messaging.redis;

import io.lettuce.core.pubsub.RedisPubSubListener;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import io.voxguard.store.redis.connection.RedisSubscriber;
import io.voxguard.time.Ticker;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Subscriptions to channels and patterns on a connection of their own. They are made anew whenever the connection is, and again until the store has confirmed all
 * of them. Thread-safe.
 */
public final class RedisSubscription implements AutoCloseable {
    private static final Duration CHECK_PERIOD = Duration.ofMillis(100);

    private final Set<String> channels;
    private final Set<String> patterns;
    private final Receiver receiver;
    private final SubscriptionState state;
    private final RedisSubscriber subscriber;
    private volatile @Nullable StatefulRedisPubSubConnection<byte[], byte[]> connection;

    /** Told of messages and gaps, on the client's threads: must not block. */
    public interface Receiver {
        /** A message was published. */
        void received(String channel, Optional<String> pattern, byte[] payload);

        /** All subscriptions are back after a lost connection; what was published meanwhile is missed. */
        void missed(Duration outage);
    }

    private RedisSubscription(
            RedisStoreConfig config,
            Collection<String> channels,
            Collection<String> patterns,
            Receiver receiver,
            Ticker ticker) {
        this.channels = Set.copyOf(channels);
        this.patterns = Set.copyOf(patterns);
        this.receiver = receiver;
        this.state = new SubscriptionState(channels.size() + patterns.size(), ticker);
        this.subscriber = RedisSubscriber.open(config, "pubsub", new Connections(), ticker);
        subscriber.every(CHECK_PERIOD, this::check);
    }

    /** Opens the subscriptions; does not wait for the store. */
    public static RedisSubscription open(
            RedisStoreConfig config,
            Collection<String> channels,
            Collection<String> patterns,
            Receiver receiver,
            Ticker ticker) {
        return new RedisSubscription(config, channels, patterns, receiver, ticker);
    }

    /** Returns whether the store has confirmed all subscriptions on the connection that is open now. */
    public boolean isComplete() {
        return state.isComplete();
    }

    /** Returns whether it has done so once. */
    public boolean wasComplete() {
        return state.wasComplete();
    }

    /** Subscribes again to what was not confirmed in time: the reply may be lost with a connection that was replaced meanwhile. */
    private void check() {
        StatefulRedisPubSubConnection<byte[], byte[]> current = connection;
        if (current != null && current.isOpen() && state.isOverdue()) {
            subscribe(current);
        }
    }

    private void subscribe(StatefulRedisPubSubConnection<byte[], byte[]> to) {
        state.asked();
        try {
            if (!channels.isEmpty()) {
                to.async().subscribe(bytes(channels));
            }
            if (!patterns.isEmpty()) {
                to.async().psubscribe(bytes(patterns));
            }
        } catch (RuntimeException e) {
            state.failed(); // the connection is gone: subscribed on the next
        }
    }

    private static byte[][] bytes(Set<String> names) {
        return names.stream().map(Bytes::of).toArray(byte[][]::new);
    }

    @Override
    public void close() {
        subscriber.close();
    }

    private final class Connections implements RedisSubscriber.Listener {
        @Override
        public void connected(StatefulRedisPubSubConnection<byte[], byte[]> opened) {
            if (connection != opened) {
                connection = opened;
                opened.addListener(new Messages());
            }
            subscribe(opened);
        }

        @Override
        public void disconnected() {
            state.lost();
        }
    }

    private final class Messages implements RedisPubSubListener<byte[], byte[]> {
        @Override
        public void message(byte[] channel, byte[] message) {
            receiver.received(Bytes.text(channel), Optional.empty(), message);
        }

        @Override
        public void message(byte[] pattern, byte[] channel, byte[] message) {
            receiver.received(Bytes.text(channel), Optional.of(Bytes.text(pattern)), message);
        }

        @Override
        public void subscribed(byte[] channel, long count) {
            state.confirmed("c" + Bytes.text(channel)).ifPresent(receiver::missed);
        }

        @Override
        public void psubscribed(byte[] pattern, long count) {
            state.confirmed("p" + Bytes.text(pattern)).ifPresent(receiver::missed);
        }

        @Override
        public void unsubscribed(byte[] channel, long count) {
            // nobody asks for that
        }

        @Override
        public void punsubscribed(byte[] pattern, long count) {
            // nobody asks for that
        }
    }
}
