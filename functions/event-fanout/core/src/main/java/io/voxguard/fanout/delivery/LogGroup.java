package io.voxguard.fanout.delivery;

import io.voxguard.store.EventLog.Entry;
import io.voxguard.store.StoreUnavailable;
import java.util.List;
import java.util.Map;

/** A group of one partition of the log, as the reader of its entries uses it. For one thread. */
interface LogGroup {
    /** Returns entries that the group has pending, in order, after an id. */
    List<Entry> pending(String afterId, int maxCount) throws StoreUnavailable;

    /** Returns entries that the group has not been given yet, in order. */
    List<Entry> next(int maxCount) throws StoreUnavailable;

    /** Acknowledges entries. */
    void acknowledge(Map<String, Settlement> settled) throws StoreUnavailable;

    /** Returns whether the group has been given all that it is to read. */
    boolean isExhausted();

    /** Ends the group: all that it was to read is settled. */
    void end() throws StoreUnavailable;
}
