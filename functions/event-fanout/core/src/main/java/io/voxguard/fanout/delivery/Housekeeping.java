package io.voxguard.fanout.delivery;

import io.voxguard.store.EventLog;
import io.voxguard.store.EventLog.Group;
import io.voxguard.store.StoreUnavailable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts what is not delivered yet, and trims what every group is done with. Thread-safe. */
final class Housekeeping {
    /** Most entries that are counted where the engine does not count them. */
    private static final int MAX_COUNTED = 1_000;

    private final DeliverySettings settings;
    private final InstantSource clock;

    Housekeeping(DeliverySettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** Returns the lag of each group of the logs. */
    Map<String, Long> lags(List<EventLog> logs) throws StoreUnavailable {
        Map<String, Long> lags = new HashMap<>();
        for (EventLog log : logs) {
            for (Group group : log.groups(settings.storeTimeout())) {
                lags.merge(group.name(), group.pending() + undelivered(log, group), Long::sum);
            }
        }
        return lags;
    }

    private long undelivered(EventLog log, Group group) throws StoreUnavailable {
        Optional<Long> counted = group.undelivered();
        return counted.isPresent()
                ? counted.get()
                : log.range("(" + group.lastDelivered(), "+", MAX_COUNTED, settings.storeTimeout())
                        .size();
    }

    /** Returns the id of an entry before which a group needs none. */
    static String firstNeeded(EventLog log, Group group, Duration timeout) throws StoreUnavailable {
        return group.pending() > 0
                ? log.oldestPending(group.name(), timeout).orElse(group.lastDelivered())
                : group.lastDelivered();
    }

    /**
     * Removes entries that are older than the retention, but none that any group has pending or has not been given yet: also of groups that are in no document
     * here.
     */
    void trim(EventLog log) throws StoreUnavailable {
        String oldest = clock.millis() - settings.retention().toMillis() + "-0";
        for (Group group : log.groups(settings.storeTimeout())) {
            oldest = StreamId.min(oldest, firstNeeded(log, group, settings.storeTimeout()));
        }
        if (StreamId.compare(oldest, EventLog.START) > 0) {
            log.trim(oldest, settings.storeTimeout());
        }
    }
}
