package io.voxguard.fanout.delivery;

import io.voxguard.fanout.replay.Replay;
import io.voxguard.fanout.replay.ReplayProgress;
import io.voxguard.fanout.replay.ReplayRegister;
import io.voxguard.store.EventLog;
import io.voxguard.store.EventLog.Entry;
import io.voxguard.store.EventLog.Group;
import io.voxguard.store.FiniteGroup;
import io.voxguard.store.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Replays of the log to one destination, for operators. Every method waits for a bounded time. Thread-safe. */
public final class DestinationReplays {
    private final String destination;
    private final FanoutStore store;
    private final ReplayKeeper keeper;
    private final DestinationWorker worker;
    private final ReplayRegister register;
    private final Duration timeout;
    private final InstantSource clock;

    DestinationReplays(
            FanoutStore store, ReplayKeeper keeper, DestinationWorker worker, Duration timeout, InstantSource clock) {
        this.destination = worker.destination().name();
        this.store = store;
        this.keeper = keeper;
        this.worker = worker;
        this.register = keeper.register(destination);
        this.timeout = timeout;
        this.clock = clock;
    }

    /** Result of an order to replay. */
    public sealed interface Order {
        /** It is registered, and nothing of its range is trimmed from now on. */
        record Accepted(Replay replay) implements Order {}

        /** Another one is running. */
        record Busy(Replay running) implements Order {}
    }

    /**
     * Begins a replay, which the owners of the partitions carry out whatever becomes of this replica.
     *
     * @param from time at which the log took the first events, inclusive
     * @param to time before which it took the last ones
     * @param filter valid, in CloudEvents SQL; empty: all events that the destination's own matches
     */
    public Order start(Instant from, Instant to, Optional<String> filter) throws StoreUnavailable {
        Replay replay = Replay.begin(from, to, filter, logStart().filter(from::isBefore), clock.instant());
        Optional<Replay> running = register.start(replay);
        if (running.isPresent() && keeper.isThrough(destination, running.get())) {
            keeper.follow(worker);
            running = register.start(replay);
        }
        if (running.isPresent()) {
            return new Order.Busy(running.get());
        }
        for (int partition = 0; partition < store.partitions().count(); partition++) {
            group(partition, replay).begin(ReplayGroup.idBefore(from), timeout);
        }
        keeper.follow(worker);
        return new Order.Accepted(replay);
    }

    /** Returns the time of the log's first entry. */
    private Optional<Instant> logStart() throws StoreUnavailable {
        Optional<Instant> start = Optional.empty();
        for (int partition = 0; partition < store.partitions().count(); partition++) {
            for (Entry first : store.log(partition).range("-", "+", 1, timeout)) {
                Instant time = Instant.ofEpochMilli(StreamId.millis(first.id()));
                start = start.filter(before -> before.isBefore(time)).or(() -> Optional.of(time));
            }
        }
        return start;
    }

    private FiniteGroup group(int partition, Replay replay) {
        return store.finiteGroup(partition, replay.group(destination));
    }

    /** Returns the replays that are remembered, the latest first. */
    public List<ReplayProgress> list() throws StoreUnavailable {
        List<ReplayProgress> progress = new ArrayList<>();
        for (Replay replay : register.list().reversed()) {
            progress.add(progress(replay));
        }
        return progress;
    }

    /** Returns a replay; empty if it is unknown. */
    public Optional<ReplayProgress> find(String id) throws StoreUnavailable {
        Optional<Replay> replay = register.find(id);
        return replay.isPresent() ? Optional.of(progress(replay.get())) : Optional.empty();
    }

    /**
     * Cancels a replay, unless it has ended; what is being sent is not called back.
     *
     * @return the replay afterwards; empty if it is unknown
     */
    public Optional<ReplayProgress> cancel(String id) throws StoreUnavailable {
        Optional<Replay> replay = register.find(id);
        if (replay.isPresent() && replay.get().isRunning()) {
            progress(replay.get()); // records the end of one that is through
            replay = register.end(id, Replay.State.CANCELLED, Optional.empty());
            keeper.follow(worker);
        }
        return replay.isPresent() ? Optional.of(progress(replay.get())) : Optional.empty();
    }

    private ReplayProgress progress(Replay replay) throws StoreUnavailable {
        long delivered = 0;
        long dead = 0;
        long filtered = 0;
        boolean through = true;
        Instant position = replay.to();
        for (int partition = 0; partition < store.partitions().count(); partition++) {
            FiniteGroup.Counts counts = group(partition, replay).counts(timeout);
            delivered += counts.of(Settlement.DELIVERED.countName());
            dead += counts.of(Settlement.DEAD.countName());
            filtered += counts.of(Settlement.FILTERED.countName());
            if (replay.isRunning() && !counts.ended()) {
                through = false;
                position = earlier(position, position(partition, replay));
            }
        }
        Replay now = replay.isRunning() && through
                ? register.end(replay.id(), Replay.State.DONE, Optional.empty()).orElse(replay)
                : replay;
        Optional<Instant> shown =
                now.isRunning() || now.state() == Replay.State.DONE ? Optional.of(position) : Optional.empty();
        return new ReplayProgress(now, shown, delivered + dead + filtered, delivered + dead, delivered, dead);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** Returns the time before which everything in a partition is settled. */
    private Instant position(int partition, Replay replay) throws StoreUnavailable {
        EventLog log = store.log(partition);
        String name = replay.group(destination);
        for (Group group : log.groups(timeout)) {
            if (group.name().equals(name)) {
                String needed = Housekeeping.firstNeeded(log, group, timeout);
                Instant time = Instant.ofEpochMilli(StreamId.millis(needed));
                return time.isBefore(replay.from()) ? replay.from() : time;
            }
        }
        return replay.from();
    }
}
