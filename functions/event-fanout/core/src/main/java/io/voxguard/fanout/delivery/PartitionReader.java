package io.voxguard.fanout.delivery;

import io.voxguard.store.EventLog;
import io.voxguard.store.EventLog.Entry;
import io.voxguard.store.StoreUnavailable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads one partition for one group: first everything that is pending, in order, then new entries. After a read whose reply was lost it begins with the pending ones
 * again, so that none that the store thinks it has given is left out, and none overtakes. For one thread.
 */
final class PartitionReader {
    private static final int MAX_COUNT = 100;

    private final LogGroup group;
    private final Set<String> held = new HashSet<>();
    private final Map<String, Settlement> settled = new HashMap<>();
    private boolean recovering = true;
    private boolean expectsMore = true;
    private String cursor = EventLog.START;

    PartitionReader(LogGroup group) {
        this.group = group;
    }

    /** Records that there may be new entries. */
    void expectMore() {
        expectsMore = true;
    }

    /** Returns whether a read may find something. */
    boolean expectsMore() {
        return recovering || (expectsMore && !group.isExhausted());
    }

    /** Returns the number of entries that have been read and are not acknowledged. */
    int held() {
        return held.size();
    }

    /** Reads once; the entries are held from then on. */
    List<Entry> read() throws StoreUnavailable {
        try {
            return recovering ? readPending() : readNew();
        } catch (StoreUnavailable e) {
            recover();
            throw e;
        }
    }

    private void recover() {
        recovering = true;
        cursor = EventLog.START;
    }

    private List<Entry> readPending() throws StoreUnavailable {
        List<Entry> pending = group.pending(cursor, MAX_COUNT);
        if (pending.isEmpty()) {
            recovering = false;
            expectsMore = true;
            return List.of();
        }
        cursor = pending.getLast().id();
        return pending.stream().filter(entry -> held.add(entry.id())).toList();
    }

    private List<Entry> readNew() throws StoreUnavailable {
        List<Entry> entries = group.next(MAX_COUNT);
        expectsMore = entries.size() == MAX_COUNT;
        entries.forEach(entry -> held.add(entry.id()));
        return entries;
    }

    /** Gives an entry back, to be read again. */
    void giveBack(String id) {
        held.remove(id);
        recover();
    }

    /** Records that an entry needs no more work. */
    void settle(String id, Settlement end) {
        settled.put(id, end);
    }

    /** Returns whether there is something to acknowledge. */
    boolean hasSettled() {
        return !settled.isEmpty();
    }

    /** Acknowledges what is settled; it stays held if the store does not answer. Ends a group of which nothing is left. */
    void acknowledge() throws StoreUnavailable {
        if (!settled.isEmpty()) {
            group.acknowledge(settled);
            held.removeAll(settled.keySet());
            settled.clear();
        }
        if (!recovering && group.isExhausted() && held.isEmpty()) {
            group.end();
        }
    }

    /** Acknowledges an entry before it is sent. */
    void acknowledgeNow(String id) throws StoreUnavailable {
        group.acknowledge(Map.of(id, Settlement.DELIVERED));
    }
}
