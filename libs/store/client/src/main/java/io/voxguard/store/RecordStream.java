package io.voxguard.store;

import java.time.Duration;
import java.util.List;

/** Stream whose records stay until they are removed one by one. For threads that may block: every method waits at most {@code timeout}. Thread-safe. */
public interface RecordStream {
    /** Appends a record, and trims the stream to about the length it was opened with; returns its id. */
    String add(byte[] record, Duration timeout) throws StoreUnavailable;

    /** Returns records in order, from an id (inclusive; exclusive with a leading parenthesis; {@code -} for the first). */
    List<EventLog.Entry> list(String fromId, int maxCount, Duration timeout) throws StoreUnavailable;

    /** Removes a record; returns whether it was there. */
    boolean remove(String id, Duration timeout) throws StoreUnavailable;

    /** Returns the number of records. */
    long length(Duration timeout) throws StoreUnavailable;
}
