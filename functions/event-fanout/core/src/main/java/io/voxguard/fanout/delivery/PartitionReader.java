package io.voxguard.fanout.delivery;

import io.voxguard.store.EventLog;
import io.voxguard.store.EventLog.Entry;
import io.voxguard.store.StoreUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads one partition for one group: first everything that is pending, in order, then new entries. After a read whose reply was lost it begins with the pending ones
 * again, so that none that the store thinks it has given is left out, and none overtakes. For one thread.
 */
final class PartitionReader {
    private static final int MAX_COUNT = 100;

    private final EventLog log;
    private final String group;
    private final Duration timeout;
    private final Set<String> held = new HashSet<>();
    private final List<String> settled = new ArrayList<>();
    private boolean recovering = true;
    private boolean expectsMore = true;
    private String cursor = EventLog.START;

    PartitionReader(EventLog log, String group, Duration timeout) {
        this.log = log;
        this.group = group;
        this.timeout = timeout;
    }

    /** Records that there may be new entries. */
    void expectMore() {
        expectsMore = true;
    }

    /** Returns whether a read may find something. */
    boolean expectsMore() {
        return recovering || expectsMore;
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
            if (e.getCause() instanceof EventLog.NoSuchGroup) {
                log.createGroupAtStart(group, timeout); // the store was emptied: what it has now is new
            }
            throw e;
        }
    }

    private void recover() {
        recovering = true;
        cursor = EventLog.START;
    }

    private List<Entry> readPending() throws StoreUnavailable {
        List<Entry> pending = log.pending(group, cursor, MAX_COUNT, timeout);
        if (pending.isEmpty()) {
            recovering = false;
            expectsMore = true;
            return List.of();
        }
        cursor = pending.getLast().id();
        return pending.stream().filter(entry -> held.add(entry.id())).toList();
    }

    private List<Entry> readNew() throws StoreUnavailable {
        List<Entry> entries = log.next(group, MAX_COUNT, timeout);
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
    void settle(String id) {
        settled.add(id);
    }

    /** Acknowledges what is settled; it stays held if the store does not answer. */
    void acknowledge() throws StoreUnavailable {
        if (!settled.isEmpty()) {
            log.acknowledge(group, settled, timeout);
            settled.forEach(held::remove);
            settled.clear();
        }
    }

    /** Acknowledges an entry before it is sent. */
    void acknowledgeNow(String id) throws StoreUnavailable {
        log.acknowledge(group, List.of(id), timeout);
    }
}
