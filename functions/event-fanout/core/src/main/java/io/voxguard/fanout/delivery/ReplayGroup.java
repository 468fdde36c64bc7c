package io.voxguard.fanout.delivery;

import io.voxguard.store.EventLog;
import io.voxguard.store.EventLog.Entry;
import io.voxguard.store.FiniteGroup;
import io.voxguard.store.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The group of a replay in one partition: reads the entries of a range of time, counts what becomes of them, and ends with the last. What it has read and not
 * acknowledged, and what it has not read, is not trimmed meanwhile. For one thread.
 */
final class ReplayGroup implements LogGroup {
    private static final String LAST_OF_A_MILLISECOND = "-18446744073709551615";

    private final EventLog log;
    private final FiniteGroup group;
    private final String name;
    private final String afterId;
    private final String endId;
    private final Duration timeout;
    private boolean begun;
    private boolean exhausted;
    private boolean ended;

    ReplayGroup(EventLog log, FiniteGroup group, String name, Instant from, Instant to, Duration timeout) {
        this.log = log;
        this.group = group;
        this.name = name;
        this.afterId = idBefore(from);
        this.endId = to.toEpochMilli() + "-0";
        this.timeout = timeout;
    }

    /** Returns the id before all entries that the log took at a time or later. */
    static String idBefore(Instant time) {
        long millis = time.toEpochMilli();
        return millis <= 0 ? EventLog.START : millis - 1 + LAST_OF_A_MILLISECOND;
    }

    @FunctionalInterface
    private interface Read {
        List<Entry> run() throws StoreUnavailable;
    }

    @Override
    public List<Entry> pending(String afterId, int maxCount) throws StoreUnavailable {
        return read(() -> log.pending(name, afterId, maxCount, timeout));
    }

    @Override
    public List<Entry> next(int maxCount) throws StoreUnavailable {
        List<Entry> entries = read(() -> log.next(name, maxCount, timeout));
        exhausted = entries.size() < maxCount;
        return entries;
    }

    private List<Entry> read(Read read) throws StoreUnavailable {
        if (!begun && !begin()) {
            return List.of();
        }
        try {
            return read.run().stream()
                    .filter(entry -> StreamId.compare(entry.id(), endId) < 0)
                    .toList();
        } catch (StoreUnavailable e) {
            if (e.getCause() instanceof EventLog.NoSuchGroup && !begin()) {
                return List.of(); // ended by another replica
            }
            throw e;
        }
    }

    private boolean begin() throws StoreUnavailable {
        begun = group.begin(afterId, timeout);
        ended = !begun;
        return begun;
    }

    @Override
    public void acknowledge(Map<String, Settlement> settled) throws StoreUnavailable {
        group.acknowledge(
                settled.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue()
                        .countName())),
                timeout);
    }

    @Override
    public boolean isExhausted() {
        return exhausted;
    }

    @Override
    public void end() throws StoreUnavailable {
        if (!ended) {
            group.end(timeout);
            ended = true;
        }
    }
}
