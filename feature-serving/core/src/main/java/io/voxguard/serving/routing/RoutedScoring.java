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
import java.util.Objects;
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
        return (calls, budget, wanted, executor) -> withLease(
                model,
                lease -> calls.isEmpty()
                        ? CompletableFuture.completedStage(new Outcome.Answered(List.of(), StageTimes.ZERO))
                        : score(lease, calls, budget, wanted, executor));
    }

    /** Returns a scorer by the version that answers now, which neither counts nor records its calls: for warming up. */
    public Scorer rehearsal(String model) {
        return (calls, budget, wanted, executor) -> withLease(
                model, lease -> lease.version(null).pipelines().quiet().score(calls, budget, wanted, executor));
    }

    private interface LeaseUse {
        CompletionStage<Outcome> apply(ModelLease lease);
    }

    private CompletionStage<Outcome> withLease(String model, LeaseUse use) {
        return switch (repository.lease(model, null)) {
            case ModelLookup.Unknown unknown -> CompletableFuture.completedStage(new Outcome.Unknown(unknown.what()));
            case ModelLookup.NotServing not -> CompletableFuture.completedStage(new Outcome.NotServing(not.why()));
            case ModelLease lease
            when !lease.scores() -> {
                lease.close();
                yield CompletableFuture.completedStage(
                        new Outcome.Unknown("model \"" + model + "\" takes tensors, not calls"));
            }
            case ModelLease lease -> closing(lease, use);
        };
    }

    private static CompletionStage<Outcome> closing(ModelLease lease, LeaseUse use) {
        CompletionStage<Outcome> scored;
        try {
            scored = use.apply(lease);
        } catch (RuntimeException | Error e) {
            scored = CompletableFuture.failedStage(e);
        }
        return scored.whenComplete((outcome, fault) -> lease.close());
    }

    /**
     * Scores all calls, in their order.
     *
     * @param lease of a scoring model; stays the caller's to close, once the stage is complete
     * @param calls at least one
     * @param executor runs everything after the store's answer
     */
    CompletionStage<Outcome> score(
            ModelLease lease, List<Call> calls, Budget budget, Wanted wanted, Executor executor) {
        if (isEmergency(calls)) {
            // its decision needs neither features nor time: it is neither refused as late nor queued
            return run(lease, calls, budget.lenient(), wanted, executor);
        }
        GatedRun run = new GatedRun(lease, calls, budget, wanted, executor);
        lease.gate().come(calls.size(), budget, executor, run);
        return run;
    }

    /** A request from the gate to its outcome: one object for what would be a stage each. */
    private final class GatedRun extends CompletableFuture<Outcome>
            implements Gate.Entrant, BiConsumer<@Nullable Outcome, @Nullable Throwable> {
        private final ModelLease lease;
        private final List<Call> calls;
        private final Budget budget;
        private final Wanted wanted;
        private final Executor executor;
        private Gate.@Nullable Pass pass;

        GatedRun(ModelLease lease, List<Call> calls, Budget budget, Wanted wanted, Executor executor) {
            this.lease = lease;
            this.calls = calls;
            this.budget = budget;
            this.wanted = wanted;
            this.executor = executor;
        }

        @Override
        public void enter(Gate.Pass given, boolean waited) {
            pass = given;
            run(lease, calls, budget, wanted, executor).whenComplete(this);
        }

        @Override
        public void accept(@Nullable Outcome outcome, @Nullable Throwable fault) {
            Gate.Pass given = Objects.requireNonNull(pass);
            if (fault == null) {
                given.leave();
                complete(outcome);
            } else {
                given.abandon();
                completeExceptionally(fault);
            }
        }

        @Override
        public void refused(Refusal why) {
            complete(new Outcome.Refused(why));
        }
    }

    private boolean isEmergency(List<Call> calls) {
        return calls.size() == 1 && emergency.contains(calls.getFirst().callee());
    }

    private CompletionStage<Outcome> run(
            ModelLease lease, List<Call> calls, Budget budget, Wanted wanted, Executor executor) {
        try {
            if (calls.size() == 1 || !lease.splits()) {
                return runOne(lease, lease.version(calls.getFirst().caller()), calls, budget, wanted, executor);
            }
            Map<LoadedVersion, List<Integer>> groups = CallGroups.of(lease, calls);
            if (groups.size() == 1) {
                return runOne(lease, groups.keySet().iterator().next(), calls, budget, wanted, executor);
            }
            CompletionStage<MergedOutcome> merged = CompletableFuture.completedStage(new MergedOutcome(calls.size()));
            for (Map.Entry<LoadedVersion, List<Integer>> group : groups.entrySet()) {
                List<Call> part = group.getValue().stream().map(calls::get).toList();
                CompletionStage<Outcome> scored = runOne(lease, group.getKey(), part, budget, wanted, executor);
                merged = merged.thenCombine(scored, (all, outcome) -> all.with(outcome, group.getValue()));
            }
            return merged.thenApply(MergedOutcome::outcome);
        } catch (RuntimeException | OutOfMemoryError e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private CompletionStage<Outcome> runOne(
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
                    long elapsed = ticker.nanos() - start;
                    if (outcome instanceof Outcome.Answered answer) {
                        version.stats().success(calls.size(), 0, elapsed, clock.millis());
                        LoadedVersion shadow = lease.shadowOf(version);
                        if (shadow != null) {
                            shadows.compareCalls(lease, shadow, calls, answer.calls());
                        }
                    } else {
                        version.stats().failure(elapsed);
                    }
                    return outcome;
                });
    }
}
