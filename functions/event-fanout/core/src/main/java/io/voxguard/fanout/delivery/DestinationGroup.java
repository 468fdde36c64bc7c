package io.voxguard.fanout.delivery;

import io.voxguard.store.EventLog;
import io.voxguard.store.EventLog.Entry;
import io.voxguard.store.StoreUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The group of a destination, which has no end. For one thread. */
final class DestinationGroup implements LogGroup {
    private final EventLog log;
    private final String name;
    private final Duration timeout;

    DestinationGroup(EventLog log, String name, Duration timeout) {
        this.log = log;
        this.name = name;
        this.timeout = timeout;
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
        return read(() -> log.next(name, maxCount, timeout));
    }

    private List<Entry> read(Read read) throws StoreUnavailable {
        try {
            return read.run();
        } catch (StoreUnavailable e) {
            if (e.getCause() instanceof EventLog.NoSuchGroup) {
                log.createGroupAtStart(name, timeout); // the store was emptied: what it has now is new
            }
            throw e;
        }
    }

    @Override
    public void acknowledge(Map<String, Settlement> settled) throws StoreUnavailable {
        log.acknowledge(name, List.copyOf(settled.keySet()), timeout);
    }

    @Override
    public boolean isExhausted() {
        return false;
    }

    @Override
    public void end() {}
}
