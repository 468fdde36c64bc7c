package io.voxguard.store.messaging.redis;

import io.voxguard.store.redis.RedisLink;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import io.voxguard.time.Ticker;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Publishes on channels of the store, over a connection of its own. Nothing is sent twice. Thread-safe. */
public final class RedisPublisher implements AutoCloseable {
    private final RedisLink link;
    private final Duration timeout;

    private RedisPublisher(RedisLink link, Duration timeout) {
        this.link = link;
        this.timeout = timeout;
    }

    /** Opens a connection; does not wait for the store. */
    public static RedisPublisher open(RedisStoreConfig config, Duration timeout, Ticker ticker) {
        return new RedisPublisher(RedisLink.open(config, "publisher", ticker), timeout);
    }

    /** Publishes a message; returns the number of subscribers that were connected to this server. */
    public CompletionStage<Long> publish(String channel, byte[] payload) {
        return link.send(redis -> redis.publish(Bytes.of(channel), payload), timeout);
    }

    /** Returns whether the connection is open. */
    public boolean connected() {
        return link.connected();
    }

    @Override
    public void close() {
        link.close();
    }
}
