package io.voxguard.fanout.delivery;

import io.voxguard.fanout.destination.Filter;
import io.voxguard.fanout.replay.Replay;
import io.voxguard.fanout.replay.ReplayRegister;
import io.voxguard.problem.Refused;
import io.voxguard.store.EventLog.Group;
import io.voxguard.store.StoreUnavailable;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Makes this replica follow the register of replays: its workers deliver the one that is running, its end is recorded, and groups of those that have ended are removed,
 * which lets the log be trimmed. Thread-safe.
 */
final class ReplayKeeper {
    private final FanoutStore store;
    private final DeliverySettings settings;
    private final InstantSource clock;

    ReplayKeeper(FanoutStore store, DeliverySettings settings, InstantSource clock) {
        this.store = store;
        this.settings = settings;
        this.clock = clock;
    }

    ReplayRegister register(String destination) {
        return new ReplayRegister(
                store.shared(), store.partitions().replays(destination), settings.storeTimeout(), clock);
    }

    /** Makes a worker deliver the replay that is running, if one is. */
    synchronized void follow(DestinationWorker worker) throws StoreUnavailable {
        String destination = worker.destination().name();
        ReplayRegister register = register(destination);
        Optional<Replay> running = register.running();
        if (running.isPresent() && isThrough(destination, running.get())) {
            register.end(running.get().id(), Replay.State.DONE, Optional.empty());
            running = Optional.empty();
        }
        if (running.isEmpty()) {
            worker.endReplay();
            return;
        }
        try {
            worker.replay(running.get(), running.get().filter().map(text -> Filter.parse("filter", text)));
        } catch (Refused e) {
            register.end(
                    running.get().id(),
                    Replay.State.FAILED,
                    Optional.of(e.problem().message()));
        }
    }

    /** Returns whether all partitions are through with a replay. */
    boolean isThrough(String destination, Replay replay) throws StoreUnavailable {
        for (int partition = 0; partition < store.partitions().count(); partition++) {
            if (!store.finiteGroup(partition, replay.group(destination))
                    .counts(settings.storeTimeout())
                    .ended()) {
                return false;
            }
        }
        return true;
    }

    /** Removes the groups of replays that are not running. */
    void removeEnded(int partition) throws StoreUnavailable {
        for (Group group :
                store.log(partition).groups(settings.storeTimeout())) { // before the register: a new one is there first
            Optional<String> destination = Replay.destinationOf(group.name());
            if (destination.isPresent() && !isRunning(destination.get(), group.name())) {
                store.finiteGroup(partition, group.name()).end(settings.storeTimeout());
            }
        }
    }

    private boolean isRunning(String destination, String group) throws StoreUnavailable {
        return register(destination)
                .running()
                .filter(replay -> replay.group(destination).equals(group))
                .isPresent();
    }

    /** Ends the replay to a destination that is removed. */
    void removed(String destination) throws StoreUnavailable {
        ReplayRegister register = register(destination);
        Optional<Replay> running = register.running();
        if (running.isPresent()) {
            register.end(running.get().id(), Replay.State.FAILED, Optional.of("the destination was removed"));
        }
    }
}
