package io.voxguard.serving.pipeline;

import static io.voxguard.serving.feature.Views.feature;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.catalogue.type.ValueType;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.serving.ManualTime;
import io.voxguard.serving.ShippedModels;
import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.decision.DecidedBy;
import io.voxguard.serving.decision.Decision;
import io.voxguard.serving.decision.PolicyReason;
import io.voxguard.serving.decision.Reason;
import io.voxguard.serving.decisionlog.DecisionLog;
import io.voxguard.serving.decisionlog.DecisionRecord;
import io.voxguard.serving.feature.MemoryStore;
import io.voxguard.serving.feature.NearCache;
import io.voxguard.serving.feature.OnlineFeatures;
import io.voxguard.serving.feature.ViewOutcome;
import io.voxguard.serving.feature.Views;
import io.voxguard.serving.rules.CurrentRules;
import io.voxguard.serving.vector.InputOrigin;
import io.voxguard.serving.vector.InputProvenance;
import io.voxguard.store.FeatureKeys;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.row.RowEncoder;
import io.voxguard.store.row.SchemaId;
import io.voxguard.time.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers of a pipeline whose model adds its inputs up, so that every score is known beforehand. */
class PipelineAnswersTest {
    private static final long NOW = 1_772_439_330_000L;
    private static final FeatureView STATS = Views.packed(
            "stats", 1, Views.CALLER, feature("calls", ValueType.INT32), feature("ratio", ValueType.FLOAT32));
    private static final FeatureView LOAD = Views.packed("load", 2, Views.TRUNK, feature("calls", ValueType.INT32));

    private final MemoryStore store = new MemoryStore();
    private final ManualTime time = new ManualTime();
    private StageTimes lastTimes = new StageTimes(0, 0, 0, 0, 0);
    private final List<String> events = new ArrayList<>();
    private final List<DecisionRecord> recorded = new ArrayList<>();
    private final List<Scored> decided = new ArrayList<>();
    private final SummingModel model = model(1, 2, 4);
    private final ScoringPipeline pipeline = pipeline(model);

    private static SummingModel model(float calls, float ratio, float load) {
        Map<String, Float> defaults = new LinkedHashMap<>();
        defaults.put("stats:calls", calls);
        defaults.put("stats:ratio", ratio);
        defaults.put("load:calls", load);
        return new SummingModel(defaults);
    }

    private ScoringPipeline pipeline(SummingModel of) {
        return new ScoringPipeline(
                of,
                new PipelineEnvironment(
                        Views.catalogue(STATS, LOAD),
                        ShippedModels.ranges(),
                        new OnlineFeatures(store, NearCache.none(), Ticker.SYSTEM),
                        CurrentRules.OFF,
                        new DecisionLog() {
                            @Override
                            public boolean wants() {
                                return true;
                            }

                            @Override
                            public void add(DecisionRecord scored) {
                                recorded.add(scored);
                            }
                        },
                        decided::add,
                        new PipelineEvents() {
                            @Override
                            public void view(FeatureView view, ViewOutcome outcome) {
                                events.add(view.name() + " " + outcome.label());
                            }

                            @Override
                            public void request(int calls, StageTimes times) {
                                events.add(calls + " answered");
                                lastTimes = times;
                            }
                        },
                        PolicyOptions.DEFAULT,
                        Clock.fixed(Instant.ofEpochMilli(NOW + 1), ZoneOffset.UTC),
                        time));
    }

    @AfterEach
    void everyRunWasGivenBack() {
        assertThat(model.open).isZero();
    }

    @Test
    void scoreUsesStoredValuesAndDefaults() {
        row(STATS, "100", NOW, 3, 0.5f);

        Scored scored = one(call("100", "t", Map.of()), Wanted.NOTHING);

        assertThat(scored.verdict().score()).isEqualTo(3 + 0.5f + 4);
        assertThat(scored.present()).isEqualTo(2);
        assertThat(scored.missing()).isEqualTo(1);
        assertThat(scored.defaulted()).isEqualTo(1);
        assertThat(scored.model()).hasToString("sum/1");
        assertThat(scored.degraded()).isEmpty();
        assertThat(scored.provenance()).isEmpty();
        assertThat(scored.verdict().reasons()).isEmpty();
    }

    @Test
    void eventsAreReportedPerCallAndViewBeforeTheAnswer() {
        row(STATS, "100", NOW, 3, 0.5f);
        row(LOAD, "t", NOW - Duration.ofDays(1).toMillis(), 3);

        answered(List.of(call("100", "t", Map.of()), call("200", null, Map.of())), Wanted.NOTHING);

        assertThat(events)
                .containsExactly("stats present", "load stale", "stats missing", "load missing", "2 answered");
        assertThat(model.runs).as("one run for both").isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"5, ALLOW", "9.99, ALLOW", "10, REVIEW", "19.99, REVIEW", "20, BLOCK", "1000, BLOCK"})
    void decisionFollowsTheThresholds(float ratio, Decision decision) {
        row(STATS, "100", NOW, 0, ratio);
        row(LOAD, "t", NOW, 0);

        Scored scored = one(call("100", "t", Map.of()), Wanted.NOTHING);

        assertThat(scored.decision()).isEqualTo(decision);
        assertThat(scored.verdict().given().by()).isEqualTo(DecidedBy.MODEL);
    }

    @Test
    void callOfAnUnknownCallerIsReviewedAtMost() {
        Scored scored = one(call("100", "t", Map.of("load:calls", 100f)), Wanted.NOTHING);

        assertThat(scored.verdict().decision()).isEqualTo(Decision.BLOCK);
        assertThat(scored.decision()).isEqualTo(Decision.REVIEW);
        assertThat(scored.verdict().given().policy()).isEqualTo(PolicyReason.UNKNOWN_CALLER);
    }

    @Test
    void degradedCallIsReviewedAtMostAndNamesTheViews() {
        row(STATS, "100", NOW, 50, 0);
        store.rows.put(key(LOAD, "t"), new byte[] {1});

        Scored scored = one(call("100", "t", Map.of()), Wanted.NOTHING);

        assertThat(scored.degraded()).containsExactly(new Degradation("load", "unreadable"));
        assertThat(scored.decision()).isEqualTo(Decision.REVIEW);
        assertThat(scored.verdict().given().policy()).isEqualTo(PolicyReason.DEGRADED);
    }

    @Test
    void callToAnEmergencyNumberIsAllowedWhateverItsScore() {
        row(STATS, "100", NOW, 50, 0);

        Scored scored = one(new Call("c", "100", "112", "t", NOW, 0, Map.of()), Wanted.NOTHING);

        assertThat(scored.verdict().decision()).isEqualTo(Decision.BLOCK);
        assertThat(scored.decision()).isEqualTo(Decision.ALLOW);
        assertThat(scored.verdict().given().policy()).isEqualTo(PolicyReason.EMERGENCY_NUMBER);
    }

    @Test
    void nonFiniteScoreIsAnErrorOfItsCallOnlyAndIsNotRecorded() {
        SummingModel nan = model(0, Float.NaN, 0);
        row(STATS, "200", NOW, 1, 1);
        Outcome.Answered answer = (Outcome.Answered) score(
                pipeline(nan),
                List.of(call("100", null, Map.of()), call("200", null, Map.of())),
                plenty(false),
                Wanted.NOTHING,
                Runnable::run);

        assertThat(answer.calls().get(0).error()).isNotNull();
        assertThatThrownBy(() -> answer.calls().get(0).decision()).isInstanceOf(IllegalStateException.class);
        assertThat(answer.calls().get(1).error()).isNull();
        assertThat(answer.calls().get(1).verdict().score()).isEqualTo(2);
        assertThat(recorded)
                .hasSize(1)
                .first()
                .extracting(DecisionRecord::score)
                .isEqualTo(2f);
        assertThat(decided).containsExactly(answer.calls().get(1));
    }

    @Test
    void recordHoldsTheModelsInputs() {
        row(STATS, "100", NOW, 3, 0.5f);
        store.rows.put(key(LOAD, "t"), new byte[] {1});

        one(call("100", "t", Map.of()), Wanted.NOTHING);

        DecisionRecord record = recorded.getFirst();
        assertThat(record.callId()).isEqualTo("c");
        assertThat(record.timeMs()).isEqualTo(NOW + 1);
        assertThat(record.startedAtMs()).isEqualTo(NOW);
        assertThat(record.model() + " " + record.version() + " " + record.sha256())
                .isEqualTo("sum 1 ab");
        assertThat(record.views()).isEqualTo(Map.of("stats", "1", "load", "1"));
        assertThat(record.vector()).isEqualTo(Map.of("stats:calls", 3f, "stats:ratio", 0.5f, "load:calls", 4f));
        assertThat(record.defaulted()).isEqualTo(Map.of("load:calls", "missing"));
        assertThat(record.degraded()).isEqualTo(Map.of("load", "unreadable"));
        assertThat(record.score()).isEqualTo(7.5f);
        assertThat(record.decision()).isEqualTo("allow");
        assertThat(record.rules()).isNull();
    }

    @Test
    void reasonsAreTheThreeThatMovedTheScoreMost() {
        Scored scored = one(call("100", "t", Map.of("stats:ratio", -9f)), Wanted.REASONS);

        assertThat(scored.verdict().reasons())
                .extracting(
                        reason -> reason.feature().toString(), Reason.ByFeature::value, Reason.ByFeature::contribution)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("stats:ratio", -9f, -9f),
                        org.assertj.core.groups.Tuple.tuple("load:calls", 4f, 4f),
                        org.assertj.core.groups.Tuple.tuple("stats:calls", 1f, 1f));
    }

    @Test
    void reasonsCanBeLimitedToCallsThatAreNotAllowed() {
        Wanted some = new Wanted(Wanted.Reasons.NOT_ALLOWED, false, false);
        row(STATS, "200", NOW, 12, 0);

        List<Scored> scored = answered(List.of(call("100", null, Map.of()), call("200", null, Map.of())), some)
                .calls();

        assertThat(scored.get(0).verdict().reasons()).isEmpty();
        assertThat(scored.get(1).verdict().reasons()).hasSize(2); // an input of 0 moved nothing
    }

    @ParameterizedTest
    @CsvSource({
        "NONE, ALLOW, false",
        "NONE, BLOCK, false",
        "NOT_ALLOWED, ALLOW, false",
        "NOT_ALLOWED, REVIEW, true",
        "NOT_ALLOWED, BLOCK, true",
        "ALL, ALLOW, true",
        "ALL, BLOCK, true"
    })
    void explanationModeDecidesWhichCallsHaveReasons(Wanted.Reasons reasons, Decision decision, boolean has) {
        assertThat(reasons.of(decision)).isEqualTo(has);
    }

    @Test
    void provenanceIsReturnedOnRequest() {
        row(STATS, "100", NOW, 3, 0.5f);

        Scored scored = one(call("100", "t", Map.of("stats:ratio", 1f)), new Wanted(Wanted.Reasons.NONE, true, false));

        assertThat(scored.provenance())
                .extracting(InputProvenance::from)
                .containsExactly(InputOrigin.STORE, InputOrigin.CONTEXT, InputOrigin.DEFAULT);
    }

    @Test
    void strictRequestWithoutTheStoreIsRefusedAndNamesTheViews() {
        store.outcome = StoreOutcome.TIMED_OUT;

        Outcome outcome =
                score(pipeline, List.of(call("100", "t", Map.of())), plenty(true), Wanted.NOTHING, Runnable::run);

        assertThat(outcome)
                .isEqualTo(new Outcome.OutOfTime(
                        List.of(new Degradation("stats", "timed_out"), new Degradation("load", "timed_out"))));
        assertThat(model.runs).isZero();
        assertThat(recorded).isEmpty();
    }

    @Test
    void lenientRequestWithoutTheStoreIsAnsweredByDefaults() {
        store.outcome = StoreOutcome.UNAVAILABLE;

        Scored scored = one(call("100", "t", Map.of()), Wanted.NOTHING);

        assertThat(scored.verdict().score()).isEqualTo(7);
        assertThat(scored.degraded())
                .containsExactly(new Degradation("stats", "unavailable"), new Degradation("load", "unavailable"));
    }

    @Test
    void abandonedRequestIsNotScored() {
        Outcome outcome = score(
                pipeline,
                List.of(call("100", "t", Map.of())),
                plenty(false).until(() -> true),
                Wanted.NOTHING,
                Runnable::run);

        assertThat(outcome).isEqualTo(new Outcome.OutOfTime(List.of(new Degradation("request", "abandoned"))));
        assertThat(model.runs).isZero();
    }

    /** The model takes two minutes of the one that there is. */
    @Test
    void answerDelayedByTheModelIsDegradedAndReviewedAtMost() {
        row(STATS, "100", NOW, 50, 0);
        model.beforeRun = () -> time.advance(Duration.ofMinutes(2));

        Scored late = one(call("100", "t", Map.of()), Wanted.NOTHING);

        assertThat(late.degraded()).containsExactly(new Degradation("deadline", "late"));
        assertThat(late.verdict().decision()).isEqualTo(Decision.BLOCK);
        assertThat(late.decision()).isEqualTo(Decision.REVIEW);
        assertThat(late.verdict().given().policy()).isEqualTo(PolicyReason.DEGRADED);
        assertThat(recorded.getFirst().degraded()).isEqualTo(Map.of("deadline", "late"));
    }

    @Test
    void strictRequestDelayedByTheModelIsRefused() {
        model.beforeRun = () -> time.advance(Duration.ofMinutes(2));

        assertThat(score(pipeline, List.of(call("100", "t", Map.of())), plenty(true), Wanted.NOTHING, Runnable::run))
                .isEqualTo(new Outcome.OutOfTime(List.of(new Degradation("deadline", "late"))));
        assertThat(recorded).isEmpty();
    }

    @Test
    void stagesAreTimedFromTheStartOfTheRequest() {
        Budget budget = plenty(false);
        time.advance(Duration.ofMillis(3)); // parsing
        model.beforeRun = () -> time.advance(Duration.ofMillis(5));

        score(pipeline, List.of(call("100", "t", Map.of())), budget, Wanted.NOTHING, work -> {
            time.advance(Duration.ofMillis(7)); // waiting for the executor counts as the store's
            work.run();
        });

        assertThat(lastTimes).isEqualTo(new StageTimes(3_000_000, 7_000_000, 0, 5_000_000, 0));
    }

    @Test
    void faultOfTheModelFailsTheRequest() {
        model.fault = new IllegalStateException("runtime");

        assertThatThrownBy(() -> one(call("100", "t", Map.of()), Wanted.NOTHING))
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("runtime");
        model.fault = null;
        assertThat(one(call("100", "t", Map.of()), Wanted.NOTHING).verdict().score())
                .isEqualTo(7);
    }

    @Test
    void rejectingExecutorFailsTheRequest() {
        Executor full = work -> {
            throw new RejectedExecutionException("full");
        };

        assertThatThrownBy(
                        () -> score(pipeline, List.of(call("100", "t", Map.of())), plenty(false), Wanted.NOTHING, full))
                .hasRootCauseInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void timesOfTwoPartsAddUpExceptForConcurrentStages() {
        StageTimes one = new StageTimes(1, 20, 300, 4_000, 50_000);
        StageTimes other = new StageTimes(2, 10, 100, 1_000, 10_000);

        assertThat(one.and(other)).isEqualTo(new StageTimes(2, 20, 400, 5_000, 60_000));
        assertThat(one.total()).isEqualTo(54_321);
    }

    private Scored one(Call call, Wanted wanted) {
        return answered(List.of(call), wanted).calls().getFirst();
    }

    private Outcome.Answered answered(List<Call> calls, Wanted wanted) {
        return (Outcome.Answered) score(pipeline, calls, plenty(false), wanted, Runnable::run);
    }

    private static Outcome score(
            ScoringPipeline pipeline, List<Call> calls, Budget budget, Wanted wanted, Executor executor) {
        return pipeline.score(calls, budget, wanted, executor)
                .toCompletableFuture()
                .orTimeout(5, TimeUnit.SECONDS)
                .join();
    }

    private Budget plenty(boolean strict) {
        return Budget.startedAt(time, time.nanos(), Duration.ofMinutes(1), strict);
    }

    private void row(FeatureView view, String entity, long eventMs, float... values) {
        store.rows.put(
                key(view, entity),
                RowEncoder.encode(SchemaId.of(view.packed().id(), 1), eventMs, values, new boolean[values.length]));
    }

    private static String key(FeatureView view, String entity) {
        return MemoryStore.text(new FeatureKeys(view.name()).of(entity));
    }

    private static Call call(
            String caller, @org.jspecify.annotations.Nullable String trunk, Map<String, Float> overrides) {
        return new Call("c", caller, "200", trunk, NOW, 0, overrides);
    }
}
