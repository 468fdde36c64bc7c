package io.voxguard.store;

import java.time.Duration;
import java.util.Optional;

/** Wait for new entries of an {@link EventLog}. For one thread that may block. Not thread-safe. */
public interface LogWatch extends AutoCloseable {
    /**
     * Waits until the log has an entry after the given one.
     *
     * @param maxWait it may return after a second already
     * @param timeout of the store's reply, in addition to the wait
     * @return id of the last entry of the log; empty if there is none after the given one
     */
    Optional<String> awaitAfter(String id, Duration maxWait, Duration timeout) throws StoreUnavailable;

    @Override
    void close();
}
