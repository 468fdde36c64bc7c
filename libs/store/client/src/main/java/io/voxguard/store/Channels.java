package io.voxguard.store;

import java.time.Duration;

/** Channels of publish and subscribe: a message reaches those that are subscribed at the moment, and is not kept. Thread-safe. */
@FunctionalInterface
public interface Channels {
    /**
     * Publishes a message; waits for the store's answer.
     *
     * @throws StoreUnavailable the message may have been published
     */
    void publish(String channel, byte[] message, Duration timeout) throws StoreUnavailable;
}
