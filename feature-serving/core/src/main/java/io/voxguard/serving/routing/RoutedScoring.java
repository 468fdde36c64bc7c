package io.voxguard.serving.routing;

import io.voxguard.serving.admission.Gate;
import io.voxguard.serving.admission.Refusal;
import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.call.EmergencyNumbers;
import io.voxguard.serving.inference.Scorer;
import io.voxguard.serving.pipeline.Outcome;
import io.voxguard.serving.pipeline.Scored;
import io.voxguard.serving.pipeline.StageTimes;
import io.voxguard.serving.pipeline.Wanted;
import io.voxguard.serving.repository.LoadedVersion;
import io.voxguard.serving.repository.ModelRepository;
import io.voxguard.serving.repository.RepositoryEvents;
import io.voxguard.serving.repository.ServedModel;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Scores calls by the versions that a model's policy chooses, each caller by its own. Thread-safe. */
public final class RoutedScoring implements AutoCloseable {
    private static final Clock CLOCK = Clock.systemUTC();

    private final ModelRepository repository;
    private final Shadows shadows;
    private final EmergencyNumbers emergency;

    public RoutedScoring(ModelRepository repository, RepositoryEvents events, EmergencyNumbers emergency) {
        this.repository = repository;
        this.emergency = emergency;
        this.shadows = new Shadows(events);
    }

    Shadows shadows() {
        return shadows;
    }

    /** Scores by the version that answers now, leaving no trace: for warming up. */
    public Scorer rehearsal(String model) {
        return (calls, budget, wanted, executor) -> {
            ServedModel served = repository.served(model);
            LoadedVersion stable = served == null ? null : served.stable();
            if (stable == null || !stable.scores() || !stable.acquire()) {
                return CompletableFuture.completedStage(new Outcome.NotServing(model));
            }
            return stable.pipelines()
                    .quiet()
                    .score(calls, budget, wanted, executor)
                    .whenComplete((outcome, fault) -> stable.release());
        };
    }

    /** Scores by what the policy of a model chooses. */
    public Scorer of(String model) {
        return (calls, budget, wanted, executor) -> score(model, null, calls, budget, wanted, executor);
    }

    /**
     * Scores all calls, in their order.
     *
     * @param version null: what the policy chooses for each caller
     * @param executor where everything after the store's answer runs
     */
    CompletionStage<Outcome> score(
            String model, @Nullable String version, List<Call> calls, Budget budget, Wanted wanted, Executor executor) {
        ServedModel served = repository.served(model);
        if (served == null || served.stable() == null) {
            String why = served == null ? "unknown" : served.whyNot();
            return CompletableFuture.completedStage(new Outcome.NotServing(model + ": " + why));
        }
        Map<LoadedVersion, List<Integer>> groups = groups(served, version, calls);
        if (groups.isEmpty()) {
            return CompletableFuture.completedStage(new Outcome.NotServing(model + "/" + version + " is not loaded"));
        }
        if (!acquire(groups)) {
            return score(model, version, calls, budget, wanted, executor);
        }
        if (isEmergency(calls)) {
            // its decision needs neither features nor time: it is neither refused as late nor kept waiting
            return released(served, groups, calls, budget.lenient(), wanted, executor);
        }
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        served.gate().come(calls.size(), budget, executor, new Gate.Entrant() {
            @Override
            public void enter(Gate.Pass pass, boolean waited) {
                released(served, groups, calls, budget, wanted, executor).whenComplete((outcome, fault) -> {
                    if (fault == null) {
                        pass.leave();
                        answer.complete(outcome);
                    } else {
                        pass.abandon();
                        answer.completeExceptionally(fault);
                    }
                });
            }

            @Override
            public void refused(Refusal why) {
                groups.keySet().forEach(LoadedVersion::release);
                answer.complete(new Outcome.Refused(why));
            }
        });
        return answer;
    }

    private boolean isEmergency(List<Call> calls) {
        return calls.size() == 1 && emergency.contains(calls.getFirst().callee());
    }

    /** Runs the versions, and releases them once they have answered or failed. */
    private CompletionStage<Outcome> released(
            ServedModel served,
            Map<LoadedVersion, List<Integer>> groups,
            List<Call> calls,
            Budget budget,
            Wanted wanted,
            Executor executor) {
        CompletionStage<Outcome> scored;
        try {
            scored = run(served, groups, calls, budget, wanted, executor);
        } catch (RuntimeException | OutOfMemoryError e) {
            scored = CompletableFuture.failedStage(e);
        }
        return scored.whenComplete((outcome, fault) -> groups.keySet().forEach(LoadedVersion::release));
    }

    /** Which calls each version scores, by their positions; these are left out where one scores all. */
    private static Map<LoadedVersion, List<Integer>> groups(
            ServedModel served, @Nullable String version, List<Call> calls) {
        if (version != null || calls.size() == 1 || !served.splits()) {
            LoadedVersion only = version == null
                    ? served.chosen(calls.getFirst().caller())
                    : served.loaded().get(version);
            return only == null ? Map.of() : Map.of(only, List.of());
        }
        Map<LoadedVersion, List<Integer>> groups = new LinkedHashMap<>();
        for (int i = 0; i < calls.size(); i++) {
            LoadedVersion chosen = served.chosen(calls.get(i).caller());
            if (chosen == null) {
                return Map.of();
            }
            groups.computeIfAbsent(chosen, any -> new ArrayList<>()).add(i);
        }
        return groups;
    }

    private static boolean acquire(Map<LoadedVersion, List<Integer>> groups) {
        List<LoadedVersion> held = new ArrayList<>(groups.size());
        for (LoadedVersion version : groups.keySet()) {
            if (!version.acquire()) {
                held.forEach(LoadedVersion::release);
                return false;
            }
            held.add(version);
        }
        return true;
    }

    private CompletionStage<Outcome> run(
            ServedModel served,
            Map<LoadedVersion, List<Integer>> groups,
            List<Call> calls,
            Budget budget,
            Wanted wanted,
            Executor executor) {
        if (groups.size() == 1) {
            return one(served, groups.keySet().iterator().next(), calls, budget, wanted, executor);
        }
        CompletionStage<Merged> merged = CompletableFuture.completedStage(new Merged(calls.size()));
        for (Map.Entry<LoadedVersion, List<Integer>> group : groups.entrySet()) {
            List<Call> part = group.getValue().stream().map(calls::get).toList();
            CompletionStage<Outcome> scored = one(served, group.getKey(), part, budget, wanted, executor);
            merged = merged.thenCombine(scored, (all, outcome) -> all.with(outcome, group.getValue()));
        }
        return merged.thenApply(Merged::outcome);
    }

    private CompletionStage<Outcome> one(
            ServedModel served,
            LoadedVersion version,
            List<Call> calls,
            Budget budget,
            Wanted wanted,
            Executor executor) {
        long start = System.nanoTime();
        return version.pipelines()
                .counted()
                .score(calls, budget, wanted, executor)
                .thenApply(outcome -> {
                    long elapsed = System.nanoTime() - start;
                    if (outcome instanceof Outcome.Answered answer) {
                        version.stats().success(calls.size(), 0, elapsed, CLOCK.millis());
                        LoadedVersion shadow = served.shadowed();
                        if (shadow != null && version == served.stable()) {
                            shadows.scored(served, shadow, calls, answer.calls());
                        }
                    } else {
                        version.stats().failure(elapsed);
                    }
                    return outcome;
                });
    }

    /** The answers of several versions, brought back into the order of the calls. */
    private static final class Merged {
        private final @Nullable Scored[] calls;
        private StageTimes times = new StageTimes(0, 0, 0, 0, 0);
        private @Nullable Outcome less;

        Merged(int size) {
            this.calls = new Scored[size];
        }

        Merged with(Outcome outcome, List<Integer> positions) {
            if (outcome instanceof Outcome.Answered answer) {
                for (int i = 0; i < positions.size(); i++) {
                    calls[positions.get(i)] = answer.calls().get(i);
                }
                times = times.and(answer.times());
            } else {
                less = outcome;
            }
            return this;
        }

        Outcome outcome() {
            if (less != null) {
                return less;
            }
            List<Scored> all = new ArrayList<>(calls.length);
            for (Scored scored : calls) {
                if (scored != null) {
                    all.add(scored);
                }
            }
            return new Outcome.Answered(all, times);
        }
    }

    @Override
    public void close() {
        shadows.close();
    }
}
