package io.voxguard.store;

import java.time.Duration;
import java.util.List;

/**
 * One consumer in a group of them on a stream: each entry goes to one consumer, and stays with it until it is said to be done. For a thread that may wait. Not
 * thread-safe.
 */
public interface EventGroup extends AutoCloseable {
    /**
     * Entries that no consumer has had yet; waits up to {@code wait} for the first. Makes the stream and the group where they are not there.
     *
     * @param wait at most a second: a longer one is asked for again
     */
    List<Entry> next(int most, Duration wait, Duration limit) throws StoreUnavailable;

    /** Entries that a consumer, this one too, has had for {@code idle} without being done with them: they are this one's now. */
    List<Entry> left(int most, Duration idle, Duration limit) throws StoreUnavailable;

    /** These need not come again; they are taken out of the stream. */
    void done(List<Entry> entries, Duration limit) throws StoreUnavailable;

    @Override
    void close();

    /**
     * An entry.
     *
     * @param record its field {@code record}; empty where it has none
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, compared by nobody
    record Entry(String id, byte[] record) {}
}
