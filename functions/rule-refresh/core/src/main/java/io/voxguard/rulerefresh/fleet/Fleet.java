package io.voxguard.rulerefresh.fleet;

import io.voxguard.store.SnapshotKeys;
import io.voxguard.store.SnapshotStore;
import io.voxguard.store.StoreUnavailable;
import java.time.Duration;
import java.util.List;

/** The engines that follow a set. Thread-safe. */
public final class Fleet {
    /** An engine that has not been heard of for so long is no longer one. */
    private static final Duration FORGOTTEN = Duration.ofMinutes(10);

    private final SnapshotStore store;
    private final Duration limit;

    /** @param limit for each answer of the store */
    public Fleet(SnapshotStore store, Duration limit) {
        this.store = store;
        this.limit = limit;
    }

    /** Each engine's own account, the last heard first. */
    public List<EngineStatus> engines(String set, long nowMs) throws StoreUnavailable {
        return store.acknowledgements(new SnapshotKeys("rules", set), nowMs, FORGOTTEN, limit).stream()
                .map(EngineStatus::of)
                .toList();
    }
}
