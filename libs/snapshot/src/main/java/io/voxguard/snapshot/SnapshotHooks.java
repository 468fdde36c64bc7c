package io.voxguard.snapshot;

import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

/** Calls the hooks when the process is frozen and restored. Whoever freezes processes holds resources weakly: this bean keeps itself alive. */
@Singleton
final class SnapshotHooks implements Resource {
    private final List<SnapshotHook> hooks;

    SnapshotHooks(@All List<SnapshotHook> hooks) {
        this.hooks = hooks;
    }

    /** Registers at the start: what is registered with the first event is too late for the snapshot. */
    void register(@Observes StartupEvent starting) {
        Core.getGlobalContext().register(this);
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        hooks.forEach(SnapshotHook::beforeSnapshot);
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
        hooks.forEach(SnapshotHook::afterRestore);
    }
}
