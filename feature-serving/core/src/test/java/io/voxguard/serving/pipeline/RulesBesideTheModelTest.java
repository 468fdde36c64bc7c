package io.voxguard.serving.pipeline;

import static io.voxguard.serving.pipeline.PipelineFixture.NOW;
import static io.voxguard.serving.pipeline.PipelineFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.rules.Rule;
import io.voxguard.serving.ShippedModels;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.decision.Decision;
import io.voxguard.serving.decisionlog.DecisionRecord;
import io.voxguard.serving.loading.ModelFolder;
import io.voxguard.serving.rules.RuleSets;
import io.voxguard.serving.rules.RuleVerdict;
import io.voxguard.serving.rules.RulesInForce;
import io.voxguard.store.FeatureKeys;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.row.RowEncoder;
import io.voxguard.store.row.SchemaId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that are held against rules beside the model. */
class RulesBesideTheModelTest {
    private static final Wanted RULES = new Wanted(Wanted.Reasons.NOT_ALLOWED, false, true);

    private final PipelineFixture fixture = new PipelineFixture();
    private final FeatureCatalogue catalogue = ShippedModels.catalogue();
    private final ScoringPipeline pipeline = fixture.pipeline(ModelFolder.load(ShippedModels.gbm()));

    @AfterEach
    void close() {
        pipeline.model().close();
    }

    @Test
    void decisionOfTheRulesIsGivenAndBothDecisionsAreRecorded() {
        fixture.inForce("flag: true", "block: caller_velocity.calls_1h < 3", "review: caller_velocity.calls_1h > 1000");
        Scored scored = score(call("+14155550100", Map.of()));
        assertThat(scored.verdict().decision()).isEqualTo(Decision.ALLOW);
        assertThat(scored.decision()).isEqualTo(Decision.BLOCK);
        assertThat(fired(scored)).containsExactly("r1", "r2");
        assertThat(scored.verdict().reasons())
                .as("the model's, since the call is not allowed")
                .isNotEmpty();
        assertThat(fixture.log).singleElement().satisfies(record -> {
            assertThat(record.decision()).isEqualTo("allow");
            assertThat(record.rules()).isEqualTo(new DecisionRecord.Ruled("core", 7, List.of("r1", "r2"), 0, "block"));
        });
    }

    @Test
    void allowingRuleOverridesTheModel() {
        fixture.inForce("allow: call.caller == '+14155550100'", "block: true");
        write("caller_velocity", "+14155550100", 6, 28, 180, 180, .4f, 20);
        write("caller_geography", "+14155550100", 1, 1, 0, 0, 1, 1);
        write("caller_rhythm", "+14155550100", 8, .7f, 0, 2, 180, 0);
        Scored scored = score(call("+14155550100", Map.of()));
        assertThat(scored.verdict().decision()).isNotEqualTo(Decision.ALLOW);
        assertThat(scored.decision()).isEqualTo(Decision.ALLOW);
        assertThat(score(call("+14155550101", Map.of())).decision()).isEqualTo(Decision.BLOCK);
    }

    @Test
    void modelDecidesIfNoRuleFires() {
        fixture.inForce("allow: false", "block: false", "flag: true");
        write("caller_velocity", "+14155550100", 6, 28, 180, 180, .4f, 20);
        write("caller_geography", "+14155550100", 1, 1, 0, 0, 1, 1);
        write("caller_rhythm", "+14155550100", 8, .7f, 0, 2, 180, 0);
        Scored scored = score(call("+14155550100", Map.of()));
        assertThat(scored.decision()).isEqualTo(scored.verdict().decision()).isNotEqualTo(Decision.ALLOW);
    }

    @Test
    void rulesAndModelShareOneReadOfTheStore() {
        fixture.inForce(
                "flag: caller_velocity.calls_1h > 3 && trunk_load.calls_5m >= 0 && callee_profile.calls_in_1h >= 0");
        score(call("+14155550100", Map.of()));
        assertThat(fixture.store.reads).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "caller_velocity.calls_1h == 4",
                "caller_velocity.calls_1h != 0 && caller_velocity.unanswered_ratio_1h > 0.3",
                "caller_velocity.mean_gap_s_1h == 20.0",
                "caller_velocity.unanswered_ratio_1h == 0.4 && caller_velocity.unanswered_ratio_1h in [0.4] && caller_velocity.unanswered_ratio_1h * 10.0 == 4.0",
                "request.night && request.hour == 3",
                "request.weekday == 1",
                "request.international == false",
                "call.caller == '+14155550100' && call.callee.startsWith('+1415') && call.trunk == 'trunk-1'",
                "call.call_id == 'id' && call.started_at == 1772439330000",
                "caller_rhythm.calls_24h == 0 && trunk_load.calls_5m >= 0",
                "request.callee_length == 11 && request.caller_valid"
            })
    void conditionsSeeTheCallAndItsFeaturesByTheirTypes(String condition) {
        fixture.inForce("block: " + condition);
        write("caller_velocity", "+14155550100", 1, 2, 4, 1, .4f, 20);
        assertThat(fired(score(call("+14155550100", Map.of("request:hour", 3f, "request:night", 1f)))))
                .containsExactly("r1");
    }

    @Test
    void valueInTheContextReplacesTheStoredOneForRulesToo() {
        fixture.inForce("block: caller_velocity.calls_1h == 9", "flag: caller_velocity.calls_1h == 0");
        write("caller_velocity", "+14155550100", 1, 2, 4, 1, .4f, 20);
        assertThat(fired(score(call("+14155550100", Map.of("caller_velocity:calls_1h", 9f)))))
                .containsExactly("r1");
        assertThat(fired(score(call("+14155550100", Map.of("caller_velocity:calls_1h", Float.NaN)))))
                .as("null: the default")
                .containsExactly("r2");
    }

    @Test
    void valuesOfOneCallAreNotVisibleToTheNext() {
        fixture.inForce("block: caller_velocity.calls_1h == 4", "flag: caller_velocity.mean_gap_s_1h == 3600.0");
        write("caller_velocity", "+14155550100", 1, 2, 4, 1, .4f, 20);
        List<Scored> both = scored(
                List.of(call("+14155550100", Map.of()), call("+14155550101", Map.of()), call("+14155550100", Map.of())),
                RULES);
        assertThat(both).extracting(this::fired).containsExactly(List.of("r1"), List.of("r2"), List.of("r1"));
    }

    @Test
    void rulesSeeDefaultsForAStaleView() {
        fixture.inForce("block: caller_velocity.calls_1h == 4");
        fixture.store.rows.put(
                key("caller_velocity", "+14155550100"),
                row("caller_velocity", NOW - Duration.ofHours(3).toMillis(), 1, 2, 4, 1, .4f, 20));
        assertThat(fired(score(call("+14155550100", Map.of())))).isEmpty();
    }

    @Test
    void conditionWithoutAResultIsCountedAndAffectsNoOther() {
        fixture.inForce("block: 1 / caller_velocity.calls_1h > 0", "review: true");
        Scored scored = score(call("+14155550199", Map.of()));
        assertThat(Objects.requireNonNull(scored.rules()).failed()).isEqualTo(1);
        assertThat(scored.decision()).isEqualTo(Decision.REVIEW);
    }

    @Test
    void answerIsDegradedIfRulesAreNotLoaded() {
        fixture.inForce = new RulesInForce("core", null, 0, RulesInForce.NOT_LOADED);
        Scored scored = score(call("+14155550100", Map.of()));
        assertThat(scored.rules()).isNull();
        assertThat(scored.degraded()).containsExactly(new Degradation("rules:core", "not_loaded"));
        fixture.inForce("block: true");
        RulesInForce old = Objects.requireNonNull(fixture.inForce);
        fixture.inForce = new RulesInForce("core", old.rules(), old.revision(), RulesInForce.STALE);
        Scored stale = score(call("+14155550100", Map.of()));
        assertThat(stale.decision()).isEqualTo(Decision.BLOCK);
        assertThat(stale.degraded()).containsExactly(new Degradation("rules:core", "stale"));
    }

    @Test
    void answerIsDegradedIfRulesNameUnknownFeatures() {
        FeatureView velocity = Objects.requireNonNull(catalogue.views().get("caller_velocity"));
        FeatureView other = new FeatureView(
                "another_view",
                velocity.joinKeys(),
                velocity.ttl(),
                velocity.features(),
                velocity.layout(),
                velocity.writing());
        FeatureCatalogue more =
                new FeatureCatalogue(Map.of("another_view", other), Map.of(), catalogue.request(), Map.of(), Map.of());
        fixture.inForce = RuleSets.inForce(more, "block: another_view.calls_1h >= 0");
        Scored scored = score(call("+14155550100", Map.of()));
        assertThat(scored.rules()).isNull();
        assertThat(scored.degraded()).containsExactly(new Degradation("rules:core", "not_loaded"));
    }

    @Test
    void rulesSeeDefaultsIfTheStoreDoesNotAnswer() {
        fixture.inForce("review: caller_velocity.calls_1h == 0");
        write("caller_velocity", "+14155550100", 1, 2, 4, 1, .4f, 20);
        fixture.store.outcome = StoreOutcome.TIMED_OUT;
        Scored scored = score(call("+14155550100", Map.of()));
        assertThat(fired(scored)).containsExactly("r1");
        assertThat(scored.degraded()).hasSize(6);
    }

    @Test
    void rulesAreNotEvaluatedUnlessWanted() {
        fixture.inForce("block: true");
        Scored scored =
                scored(List.of(call("+14155550100", Map.of())), Wanted.REASONS).getFirst();
        assertThat(scored.rules()).isNull();
        assertThat(scored.decision()).isEqualTo(Decision.ALLOW);
    }

    private List<String> fired(Scored scored) {
        RuleVerdict rules = Objects.requireNonNull(scored.rules());
        return rules.fired().stream().map(Rule::id).toList();
    }

    private void write(String view, String entity, float... values) {
        fixture.store.rows.put(key(view, entity), row(view, NOW, values));
    }

    private static String key(String view, String entity) {
        return new String(new FeatureKeys(view).of(entity), StandardCharsets.UTF_8);
    }

    private byte[] row(String view, long eventTime, float... values) {
        FeatureView schema = Objects.requireNonNull(catalogue.views().get(view));
        int size = schema.features().size();
        return RowEncoder.encode(
                SchemaId.of(schema.packed().id(), schema.packed().version()),
                eventTime,
                Arrays.copyOf(values, size),
                new boolean[size]);
    }

    private Scored score(Call call) {
        return scored(List.of(call), RULES).getFirst();
    }

    private List<Scored> scored(List<Call> calls, Wanted wanted) {
        return PipelineFixture.score(pipeline, calls, PipelineFixture.plenty(), wanted);
    }
}
