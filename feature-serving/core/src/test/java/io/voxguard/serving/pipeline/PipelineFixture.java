package io.voxguard.serving.pipeline;

import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.serving.ShippedModels;
import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.call.EmergencyNumbers;
import io.voxguard.serving.decision.PolicyOverrides;
import io.voxguard.serving.decisionlog.DecisionLog;
import io.voxguard.serving.decisionlog.DecisionRecord;
import io.voxguard.serving.feature.NearCache;
import io.voxguard.serving.feature.OnlineFeatures;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.rules.RuleSets;
import io.voxguard.serving.rules.RulesInForce;
import io.voxguard.store.CallsInProgress;
import io.voxguard.time.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Pipelines with the project's views over a store in memory, with rules that a test puts in force and a log that it reads. */
final class PipelineFixture {
    /** When every call starts, in Unix milliseconds. */
    static final long NOW = 1_772_439_330_000L;
    /** When every call is scored, in Unix milliseconds. */
    static final long SCORED_AT = NOW + 40;

    private static final long LIMIT_SECONDS = 10;

    final FakeStore store = new FakeStore();
    final List<DecisionRecord> log = new ArrayList<>();
    final List<Scored> decided = new ArrayList<>();

    FeatureCatalogue catalogue = ShippedModels.catalogue();

    @Nullable
    CallsInProgress calls;

    @Nullable
    RulesInForce inForce;

    /** Returns a pipeline under the model's own policy. */
    ScoringPipeline pipeline(Model model) {
        return pipeline(model, PolicyOverrides.NONE);
    }

    ScoringPipeline pipeline(Model model, PolicyOverrides overrides) {
        return new ScoringPipeline(
                model,
                new PipelineEnvironment(
                        catalogue,
                        ShippedModels.ranges(),
                        new OnlineFeatures(store, NearCache.none(), Duration.ofMinutes(1), calls, Ticker.SYSTEM),
                        () -> inForce,
                        new WholeLog(log),
                        decided::add,
                        PipelineEvents.NONE,
                        new PolicyOptions(overrides, EmergencyNumbers.DEFAULT),
                        Clock.fixed(Instant.ofEpochMilli(SCORED_AT), ZoneOffset.UTC),
                        Ticker.SYSTEM));
    }

    private record WholeLog(List<DecisionRecord> records) implements DecisionLog {
        @Override
        public boolean wants() {
            return true;
        }

        @Override
        public void add(DecisionRecord scored) {
            records.add(scored);
        }
    }

    /** Puts rules over the fixture's views in force. */
    void inForce(String... rules) {
        inForce = RuleSets.inForce(catalogue, rules);
    }

    static Call call(String caller, Map<String, Float> context) {
        return new Call("id", caller, "+14155550199", "trunk-1", NOW, 0, context);
    }

    /** Returns a budget that no test uses up. */
    static Budget plenty() {
        return Budget.startedAt(Ticker.SYSTEM, Ticker.SYSTEM.nanos(), Duration.ofSeconds(LIMIT_SECONDS), false);
    }

    /** Returns a budget that is used up, of a caller who takes an incomplete answer. */
    static Budget spent() {
        return Budget.startedAt(Ticker.SYSTEM, Ticker.SYSTEM.nanos() - 2_000_000, Duration.ofMillis(1), false);
    }

    static List<Scored> score(ScoringPipeline pipeline, List<Call> calls, Budget budget, Wanted wanted) {
        Outcome outcome = pipeline.score(calls, budget, wanted, Runnable::run)
                .toCompletableFuture()
                .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
                .join();
        return ((Outcome.Answered) outcome).calls();
    }
}
