package io.voxguard.snapshot;

import io.voxguard.store.redis.connection.ProcessConnections;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Closes the connections to the store before the process is frozen, and opens new ones afterwards: the first call finds them. */
@Singleton
final class StoreConnectionsHook implements SnapshotHook {
    /** Of all together: Lambda allows ten seconds for all hooks after the restore. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    @Override
    public void beforeSnapshot() {
        ProcessConnections.suspend(LIMIT);
    }

    @Override
    public void afterRestore() {
        ProcessConnections.resume(LIMIT);
    }
}
