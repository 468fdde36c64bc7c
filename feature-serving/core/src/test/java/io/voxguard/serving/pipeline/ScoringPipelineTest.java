package io.voxguard.serving.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.serving.ShippedModels;
import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.decision.Decision;
import io.voxguard.serving.decisionlog.DecisionLog;
import io.voxguard.serving.feature.NearCache;
import io.voxguard.serving.feature.OnlineFeatures;
import io.voxguard.serving.feature.ViewOutcome;
import io.voxguard.serving.loading.ModelFolder;
import io.voxguard.serving.rules.CurrentRules;
import io.voxguard.store.FeatureKeys;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.row.RowEncoder;
import io.voxguard.store.row.SchemaId;
import io.voxguard.time.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScoringPipelineTest {
    /** Request-time features among the inputs of the model. */
    private static final int REQUEST_INPUTS = 6;

    private static final long NOW = 1_772_439_330_000L;
    private static final Duration PLENTY = Duration.ofSeconds(10);
    private static final long TICK = 1_000;

    private final FakeStore store = new FakeStore();
    /** Whether the pipeline's ticker goes on by a tick at each reading, rather than with the system's. */
    private boolean ticking;

    private long nanos;
    private final FeatureCatalogue catalogue = ShippedModels.catalogue();
    private final List<String> seen = new ArrayList<>();
    private final ScoringPipeline pipeline = new ScoringPipeline(
            ModelFolder.load(ShippedModels.gbm()),
            new PipelineEnvironment(
                    catalogue,
                    ShippedModels.ranges(),
                    new OnlineFeatures(store, NearCache.none(), Ticker.SYSTEM),
                    CurrentRules.OFF,
                    DecisionLog.OFF,
                    DecidedCallSink.NONE,
                    new PipelineEvents() {
                        @Override
                        public void view(FeatureView view, ViewOutcome outcome) {
                            seen.add(view.name() + " " + outcome.label());
                        }

                        @Override
                        public void request(int calls, StageTimes times) {
                            seen.add("request of " + calls);
                        }
                    },
                    PolicyOptions.DEFAULT,
                    Clock.systemUTC(),
                    () -> ticking ? nanos += TICK : System.nanoTime()));

    @AfterEach
    void close() {
        pipeline.model().close();
    }

    @Test
    void allViewsOfAllCallsAreReadAtOnce() {
        Outcome.Answered answer =
                answered(List.of(call("+14155550100"), call("+14155550101"), call("+14155550102")), false);
        assertThat(store.reads).isEqualTo(1);
        assertThat(answer.calls()).hasSize(3);
        assertThat(seen).contains("caller_velocity missing", "trunk_load missing", "request of 3");
    }

    @Test
    void sequentialDiallingIsBlockedWithItsReasons() {
        write("caller_velocity", "+14155550100", NOW, 6, 28, 180, 180, .4f, 20);
        write("caller_geography", "+14155550100", NOW, 1, 1, 0, 0, 1, 1);
        write("caller_rhythm", "+14155550100", NOW, 8, .7f, 0, 2, 180, 0);
        write("caller_history", "+14155550100", NOW, 0, 180, 1, 0, 0);
        write("trunk_load", "trunk-1", NOW, 4, 30, 200, 21, 9, .5f, 0);
        Call elsewhere = new Call("id", "+14155550100", "+12125550199", "trunk-1", NOW, 0, Map.of());
        Scored scored = answered(List.of(elsewhere), false).calls().get(0);
        assertThat(scored.verdict().decision()).isEqualTo(Decision.BLOCK);
        assertThat(scored.verdict().reasons()).hasSize(3).first().satisfies(reason -> assertThat(
                        reason.feature().view())
                .startsWith("caller_"));
        assertThat(scored.present()).isEqualTo(6 + 6 + 5 + 5 + 7 - 1 + REQUEST_INPUTS);
    }

    @Test
    void staleViewIsCountedButDoesNotDegrade() {
        write("caller_velocity", "+14155550100", NOW - Duration.ofHours(2).toMillis() - 1, 6, 28, 180, 180, .4f, 20);
        Scored scored = answered(List.of(call("+14155550100")), false).calls().get(0);
        assertThat(scored.stale()).isEqualTo(6);
        assertThat(scored.degraded()).isEmpty();
        assertThat(scored.verdict().score()).isEqualTo(byDefaults());
    }

    @Test
    void viewIsPresentUntilItsTtlHasPassed() {
        write("caller_velocity", "+14155550100", NOW - Duration.ofHours(2).toMillis(), 6, 28, 180, 180, .4f, 20);
        assertThat(answered(List.of(call("+14155550100")), false).calls().get(0).stale())
                .isZero();
    }

    @Test
    void hostileEventTimesDoNotWrapAround() {
        write("caller_velocity", "+14155550100", Long.MIN_VALUE, 1, 1, 1, 1, 1, 1);
        write("caller_geography", "+14155550100", Long.MAX_VALUE, 1, 1, 1, 1, 1, 1);
        Scored scored = answered(List.of(call("+14155550100")), false).calls().get(0);
        assertThat(scored.stale()).isEqualTo(6);
        assertThat(scored.degraded()).containsExactly(new Degradation("caller_geography", "future"));
    }

    @Test
    void everyViewIsDefaultedAndNamedIfTheStoreDoesNotAnswer() {
        for (StoreOutcome outcome :
                List.of(StoreOutcome.TIMED_OUT, StoreOutcome.UNAVAILABLE, StoreOutcome.OVERLOADED)) {
            store.outcome = outcome;
            Scored scored =
                    answered(List.of(call("+14155550100")), false).calls().get(0);
            assertThat(scored.degraded()).hasSize(6).allSatisfy(degradation -> assertThat(degradation.reason())
                    .isEqualTo(outcome.name().toLowerCase(java.util.Locale.ROOT)));
            assertThat(scored.verdict().score()).isEqualTo(byDefaults());
        }
    }

    @Test
    void viewThatTheModelDoesNotReadIsNotNamed() {
        store.outcome = StoreOutcome.UNAVAILABLE;
        Call withoutTrunk = new Call("id", "+14155550100", "+14155550199", null, NOW, 0, Map.of());
        assertThat(answered(List.of(withoutTrunk), false).calls().get(0).degraded())
                .hasSize(5)
                .noneMatch(degradation -> degradation.view().equals("trunk_load"));
    }

    @Test
    void strictRequestIsNotAnsweredByDefaults() {
        store.outcome = StoreOutcome.TIMED_OUT;
        assertThat(score(List.of(call("+14155550100")), budget(PLENTY, true))).isInstanceOf(Outcome.OutOfTime.class);
    }

    @Test
    void spentBudgetDegradesAndRefusesStrictRequests() {
        Budget spent = Budget.startedAt(Ticker.SYSTEM, Ticker.SYSTEM.nanos() - 2_000_000, Duration.ofMillis(1), false);
        Outcome.Answered late = (Outcome.Answered) score(List.of(call("+14155550100")), spent);
        assertThat(late.calls().get(0).degraded()).contains(Degradation.LATE);
        assertThat(store.lastLimit).isNegative();
        assertThat(score(
                        List.of(call("+14155550100")),
                        Budget.startedAt(Ticker.SYSTEM, spent.startNanos(), Duration.ofMillis(1), true)))
                .isInstanceOf(Outcome.OutOfTime.class);
    }

    @Test
    void stagesAreMeasuredByThePipelinesTicker() {
        ticking = true;
        Budget budget = Budget.startedAt(() -> nanos, 0, PLENTY, false);

        Outcome.Answered answer = (Outcome.Answered) score(List.of(call("+14155550100")), budget);

        assertThat(answer.times()).isEqualTo(new StageTimes(TICK, TICK, TICK, TICK, TICK));
    }

    @Test
    void valueInTheContextReplacesTheStoredOne() {
        write("caller_velocity", "+14155550100", NOW, 6, 28, 180, 180, .4f, 20);
        Call call = new Call(
                null,
                "+14155550100",
                "+14155550199",
                null,
                NOW,
                0,
                Map.of("caller_velocity:calls_1m", Float.NaN, "request:callee_category", 3f));
        Scored scored = answered(List.of(call), false).calls().get(0);
        assertThat(scored.present()).isEqualTo(5 + REQUEST_INPUTS);
    }

    private float byDefaults() {
        FakeStore empty = store;
        StoreOutcome before = empty.outcome;
        Map<String, byte[]> rows = Map.copyOf(empty.rows);
        empty.outcome = StoreOutcome.DONE;
        empty.rows.clear();
        float score = answered(List.of(call("+14155550100")), false)
                .calls()
                .get(0)
                .verdict()
                .score();
        empty.rows.putAll(rows);
        empty.outcome = before;
        return score;
    }

    private void write(String view, String entity, long eventTime, float... values) {
        FeatureView schema = catalogue.views().get(view);
        if (schema == null) {
            throw new AssertionError(view);
        }
        store.rows.put(
                new String(new FeatureKeys(view).of(entity), StandardCharsets.UTF_8),
                RowEncoder.encode(
                        SchemaId.of(schema.packed().id(), schema.packed().version()),
                        eventTime,
                        Arrays.copyOf(values, schema.features().size()),
                        new boolean[schema.features().size()]));
    }

    private static Call call(String caller) {
        return new Call("id", caller, "+14155550199", "trunk-1", NOW, 0, Map.of());
    }

    private Outcome.Answered answered(List<Call> calls, boolean strict) {
        return (Outcome.Answered) score(calls, budget(PLENTY, strict));
    }

    private Outcome score(List<Call> calls, Budget budget) {
        return pipeline.score(calls, budget, Wanted.REASONS, Runnable::run)
                .toCompletableFuture()
                .orTimeout(5, TimeUnit.SECONDS)
                .join();
    }

    private static Budget budget(Duration allowed, boolean strict) {
        return Budget.startedAt(Ticker.SYSTEM, Ticker.SYSTEM.nanos(), allowed, strict);
    }
}
