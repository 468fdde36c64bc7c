package io.voxguard.serving.repository;

import io.voxguard.serving.repository.replicas.ReplicaState;
import io.voxguard.serving.repository.replicas.Replicas;
import io.voxguard.serving.repository.served.ServedModel;
import io.voxguard.store.StoreUnavailable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Publishes in the store which versions this replica serves. Not thread-safe, but for {@link #state}. */
final class ReplicaReporter {
    private static final Logger LOG = System.getLogger(ReplicaReporter.class.getName());
    /** An unchanged state is published again after this time, well before other replicas forget this one. */
    static final Duration REPEAT_AFTER = Duration.ofSeconds(10);

    private final ModelTable table;
    private final Replicas replicas;
    private final Supplier<String> replica;
    private final InstantSource clock;
    private final Map<String, ReplicaState> published = new TreeMap<>();

    ReplicaReporter(ModelTable table, Replicas replicas, Supplier<String> replica, InstantSource clock) {
        this.table = table;
        this.replicas = replicas;
        this.replica = replica;
        this.clock = clock;
    }

    /** Publishes the states that have changed, or were last published some time ago. */
    void report() {
        report(Level.DEBUG);
    }

    /**
     * Publishes states as {@link #report()}.
     *
     * @param level at which an unreachable store is logged
     */
    void report(Level level) {
        for (ServedModel model : table.all()) {
            ReplicaState state = state(model);
            ReplicaState before = published.get(model.name());
            boolean due = before == null
                    || !before.saysTheSame(state)
                    || before.seenAtMs() < state.seenAtMs() - REPEAT_AFTER.toMillis();
            if (due) {
                try {
                    replicas.publish(model.name(), state);
                    published.put(model.name(), state);
                } catch (StoreUnavailable e) {
                    LOG.log(level, "Cannot publish this replica''s state: {0}", e.getMessage());
                    return;
                }
            }
        }
    }

    /** Returns what this replica has of a model. */
    ReplicaState state(ServedModel model) {
        String reason = model.serves()
                ? model.refused().isEmpty() ? "" : model.refused().toString()
                : model.reason();
        return new ReplicaState(
                replica.get(),
                model.pointer().revision(),
                model.serving(),
                model.serves() ? "READY" : "UNAVAILABLE",
                reason,
                clock.millis());
    }
}
