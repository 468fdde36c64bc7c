package io.voxguard.serving.routing;

import io.voxguard.serving.admission.Gate;
import io.voxguard.serving.admission.Refusal;
import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.call.EmergencyNumbers;
import io.voxguard.serving.inference.Scorer;
import io.voxguard.serving.pipeline.Outcome;
import io.voxguard.serving.pipeline.StageTimes;
import io.voxguard.serving.pipeline.Wanted;
import io.voxguard.serving.repository.ModelRepository;
import io.voxguard.serving.repository.served.ModelLease;
import io.voxguard.serving.repository.served.ModelLookup;
import io.voxguard.serving.repository.versions.LoadedVersion;
import io.voxguard.time.Ticker;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Scores calls by the versions that a model's policy chooses, each caller by its own. Thread-safe. */
public final class RoutedScoring {
    private final ModelRepository repository;
    private final Shadows shadows;
    private final EmergencyNumbers emergency;
    private final InstantSource clock;
    private final Ticker ticker;

    public RoutedScoring(
            ModelRepository repository,
            Shadows shadows,
            EmergencyNumbers emergency,
            InstantSource clock,
            Ticker ticker) {
        this.repository = repository;
        this.shadows = shadows;
        this.emergency = emergency;
        this.clock = clock;
        this.ticker = ticker;
    }

    /** Returns a scorer by what the policy of a model chooses. */
    public Scorer of(String model) {
        return (calls, budget, wanted, executor) -> switch (repository.lease(model, null)) {
            case ModelLease lease when lease.scores() -> score(lease, calls, budget, wanted, executor);
            case ModelLookup other -> CompletableFuture.completedStage(withoutScores(model, other));
        };
    }

    /** Returns a scorer by the version that answers now, which neither counts nor records its calls: for warming up. */
    public Scorer rehearsal(String model) {
        return (calls, budget, wanted, executor) -> switch (repository.lease(model, null)) {
            case ModelLease lease
            when lease.scores() ->
                lease.version(null)
                        .pipelines()
                        .quiet()
                        .score(calls, budget, wanted, executor)
                        .whenComplete((outcome, fault) -> lease.close());
            case ModelLookup other -> CompletableFuture.completedStage(withoutScores(model, other));
        };
    }

    private static Outcome withoutScores(String model, ModelLookup lookup) {
        return switch (lookup) {
            case ModelLookup.Unknown unknown -> new Outcome.Unknown(unknown.what());
            case ModelLookup.NotServing not -> new Outcome.NotServing(not.why());
            case ModelLease plain -> {
                plain.close();
                yield new Outcome.Unknown("model \"" + model + "\" takes tensors, not calls");
            }
        };
    }

    /**
     * Scores all calls, in their order.
     *
     * @param lease of a scoring model; closed when the request is answered, before the stage is complete
     * @param executor runs everything after the store's answer
     */
    CompletionStage<Outcome> score(
            ModelLease lease, List<Call> calls, Budget budget, Wanted wanted, Executor executor) {
        if (calls.isEmpty()) {
            lease.close();
            return CompletableFuture.completedStage(new Outcome.Answered(List.of(), StageTimes.ZERO));
        }
        if (isEmergency(calls)) {
            // its decision needs neither features nor time: it is neither refused as late nor queued
            Run run = new Run(lease, calls, budget.lenient(), wanted, executor);
            run.start();
            return run;
        }
        Run run = new Run(lease, calls, budget, wanted, executor);
        try {
            lease.gate().come(calls.size(), budget, executor, run);
        } catch (RuntimeException | Error e) {
            run.accept(null, e);
        }
        return run;
    }

    /** A request from the gate to its outcome: one object for what would be a stage each. */
    private final class Run extends CompletableFuture<Outcome>
            implements Gate.Entrant, BiConsumer<@Nullable Outcome, @Nullable Throwable> {
        private final ModelLease lease;
        private final List<Call> calls;
        private final Budget budget;
        private final Wanted wanted;
        private final Executor executor;
        /** Null for a request that did not pass the gate. */
        private Gate.@Nullable Pass pass;
        /** The version that scores all of the calls; null where they are split between two. */
        private @Nullable LoadedVersion version;

        private long startNanos;

        Run(ModelLease lease, List<Call> calls, Budget budget, Wanted wanted, Executor executor) {
            this.lease = lease;
            this.calls = calls;
            this.budget = budget;
            this.wanted = wanted;
            this.executor = executor;
        }

        @Override
        public void enter(Gate.Pass given, boolean waited) {
            pass = given;
            start();
        }

        void start() {
            startNanos = ticker.nanos();
            CompletionStage<Outcome> scores;
            try {
                version = onlyVersion(lease, calls);
                scores = version == null
                        ? split(lease, calls, budget, wanted, executor)
                        : version.pipelines().counted().score(calls, budget, wanted, executor);
            } catch (RuntimeException | OutOfMemoryError e) {
                scores = CompletableFuture.failedStage(e);
            }
            scores.whenComplete(this);
        }

        @Override
        public void accept(@Nullable Outcome outcome, @Nullable Throwable fault) {
            if (outcome == null) {
                failed(fault);
                return;
            }
            try {
                if (version != null) {
                    answered(lease, version, calls, outcome, ticker.nanos() - startNanos);
                }
            } catch (RuntimeException | OutOfMemoryError e) {
                failed(e);
                return;
            }
            lease.close();
            if (pass != null) {
                pass.leave();
            }
            complete(outcome);
        }

        private void failed(@Nullable Throwable fault) {
            lease.close();
            if (pass != null) {
                pass.abandon();
            }
            completeExceptionally(fault);
        }

        @Override
        public void refused(Refusal why) {
            lease.close();
            complete(new Outcome.Refused(why));
        }
    }

    private boolean isEmergency(List<Call> calls) {
        return calls.size() == 1 && emergency.contains(calls.getFirst().callee());
    }

    private static @Nullable LoadedVersion onlyVersion(ModelLease lease, List<Call> calls) {
        if (calls.size() == 1 || !lease.splits()) {
            return lease.version(calls.getFirst().caller());
        }
        Map<LoadedVersion, List<Integer>> groups = CallGroups.of(lease, calls);
        return groups.size() == 1 ? groups.keySet().iterator().next() : null;
    }

    private CompletionStage<Outcome> split(
            ModelLease lease, List<Call> calls, Budget budget, Wanted wanted, Executor executor) {
        CompletionStage<MergedOutcome> merged = CompletableFuture.completedStage(new MergedOutcome(calls.size()));
        for (Map.Entry<LoadedVersion, List<Integer>> group :
                CallGroups.of(lease, calls).entrySet()) {
            List<Call> part = group.getValue().stream().map(calls::get).toList();
            CompletionStage<Outcome> scored = scorePart(lease, group.getKey(), part, budget, wanted, executor);
            merged = merged.thenCombine(scored, (all, outcome) -> all.with(outcome, group.getValue()));
        }
        return merged.thenApply(MergedOutcome::outcome);
    }

    private CompletionStage<Outcome> scorePart(
            ModelLease lease,
            LoadedVersion version,
            List<Call> calls,
            Budget budget,
            Wanted wanted,
            Executor executor) {
        long start = ticker.nanos();
        return version.pipelines()
                .counted()
                .score(calls, budget, wanted, executor)
                .thenApply(outcome -> {
                    answered(lease, version, calls, outcome, ticker.nanos() - start);
                    return outcome;
                });
    }

    /** Counts what a version answered, and has its shadow score the same calls. */
    private void answered(ModelLease lease, LoadedVersion version, List<Call> calls, Outcome outcome, long nanos) {
        if (outcome instanceof Outcome.Answered answer) {
            version.stats().success(calls.size(), 0, nanos, clock.millis());
            LoadedVersion shadow = lease.shadowOf(version);
            if (shadow != null) {
                shadows.compareCalls(lease, shadow, calls, answer.calls());
            }
        } else {
            version.stats().failure(nanos);
        }
    }
}
