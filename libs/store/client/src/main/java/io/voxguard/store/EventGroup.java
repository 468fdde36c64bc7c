package io.voxguard.store;

import java.time.Duration;
import java.util.List;

/**
 * Consumer in a group of consumers of a stream: each entry is delivered to one of them, and stays pending until it is done. For a thread that may block. Not thread-safe.
 */
public interface EventGroup extends AutoCloseable {
    /**
     * Returns entries that no consumer has been given yet; waits for the first. Creates the stream and the group if they do not exist.
     *
     * @param maxWait for the first entry; it may return empty after a second already
     * @param timeout of the store's reply, in addition to the wait
     */
    List<Entry> next(int maxCount, Duration maxWait, Duration timeout) throws StoreUnavailable;

    /**
     * Takes over entries that have been pending for long, with any consumer of the group.
     *
     * @param minIdle time since they were last delivered
     */
    List<Entry> claimAbandoned(int maxCount, Duration minIdle, Duration timeout) throws StoreUnavailable;

    /** Takes over the oldest pending entries, whichever consumer of the group has them, and returns them in the order of the stream. */
    List<Entry> claimOldest(int maxCount, Duration timeout) throws StoreUnavailable;

    /** Acknowledges entries, and removes them from the stream. */
    void done(List<Entry> entries, Duration timeout) throws StoreUnavailable;

    @Override
    void close();

    /**
     * Entry of the stream.
     *
     * @param record field {@code record} of the entry; empty if it has none
     */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    record Entry(String id, byte[] record) {}
}
