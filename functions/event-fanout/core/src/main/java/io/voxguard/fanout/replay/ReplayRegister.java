package io.voxguard.fanout.replay;

import io.voxguard.store.SharedState;
import io.voxguard.store.StoreUnavailable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The replays of a destination, which all replicas share: at most one is running. A bounded number of those that have ended are remembered. Thread-safe. */
public final class ReplayRegister {
    static final int MAX_KEPT = 20;
    private static final int MAX_TRIES = 20;

    private final SharedState store;
    private final String key;
    private final Duration timeout;
    private final InstantSource clock;

    /**
     * @param key of the destination's register in the store
     * @param timeout of one command of the store
     */
    public ReplayRegister(SharedState store, String key, Duration timeout, InstantSource clock) {
        this.store = store;
        this.key = key;
        this.timeout = timeout;
        this.clock = clock;
    }

    /** Returns the replays, the oldest first. */
    public List<Replay> list() throws StoreUnavailable {
        return stored().map(ReplayDocument::read).orElseGet(List::of);
    }

    private Optional<byte[]> stored() throws StoreUnavailable {
        return store.get(List.of(key), timeout).getFirst();
    }

    /** Returns a replay; empty if it is unknown. */
    public Optional<Replay> find(String id) throws StoreUnavailable {
        return list().stream().filter(replay -> replay.id().equals(id)).findFirst();
    }

    /** Returns the replay that is running. */
    public Optional<Replay> running() throws StoreUnavailable {
        return list().stream().filter(Replay::isRunning).findFirst();
    }

    /**
     * Registers a replay.
     *
     * @return the one that is running already, and that prevents it; empty: it is registered
     */
    public Optional<Replay> start(Replay replay) throws StoreUnavailable {
        List<Replay> after = change(before -> {
            if (before.stream().anyMatch(Replay::isRunning)) {
                return before;
            }
            List<Replay> kept =
                    new ArrayList<>(before.subList(Math.max(0, before.size() - MAX_KEPT + 1), before.size()));
            kept.add(replay);
            return kept;
        });
        return after.stream()
                .filter(one -> one.isRunning() && !one.id().equals(replay.id()))
                .findFirst();
    }

    /**
     * Records that a replay is no longer running; one that has ended stays as it is.
     *
     * @return the replay afterwards; empty if it is unknown
     */
    public Optional<Replay> end(String id, Replay.State end, Optional<String> cause) throws StoreUnavailable {
        return change(before -> before.stream()
                        .map(replay -> replay.id().equals(id) && replay.isRunning()
                                ? replay.ended(end, cause, clock.instant())
                                : replay)
                        .toList())
                .stream()
                .filter(replay -> replay.id().equals(id))
                .findFirst();
    }

    private List<Replay> change(UnaryOperator<List<Replay>> change) throws StoreUnavailable {
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            Optional<byte[]> stored = stored();
            List<Replay> before = stored.map(ReplayDocument::read).orElseGet(List::of);
            List<Replay> after = change.apply(before);
            if (after.equals(before) || store.replace(key, stored, ReplayDocument.write(after), timeout)) {
                return after;
            }
        }
        throw new StoreUnavailable(
                "the register of replays changes all the time", new IllegalStateException(MAX_TRIES + " tries"));
    }
}
