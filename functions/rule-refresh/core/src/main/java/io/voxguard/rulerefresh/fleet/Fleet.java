package io.voxguard.rulerefresh.fleet;

import io.voxguard.store.SnapshotKeys;
import io.voxguard.store.SnapshotStore;
import io.voxguard.store.StoreUnavailable;
import java.time.Duration;
import java.util.List;

/** The engines that follow a set. Thread-safe. */
public final class Fleet {
    /** Age of an acknowledgement after which its engine is no longer listed. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);

    private final SnapshotStore store;
    private final Duration limit;

    /** @param limit time limit of each command of the store */
    public Fleet(SnapshotStore store, Duration limit) {
        this.store = store;
        this.limit = limit;
    }

    /** Returns the engines' acknowledgements, the most recent first. */
    public List<EngineStatus> engines(String set, long nowMs) throws StoreUnavailable {
        return store.acknowledgements(new SnapshotKeys("rules", set), nowMs, FORGOTTEN_AFTER, limit).stream()
                .map(EngineStatus::of)
                .toList();
    }
}
