package io.voxguard.serving.rules;

import static io.voxguard.serving.feature.Views.feature;
import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.catalogue.call.CatalogueFields;
import io.voxguard.catalogue.type.ValueType;
import io.voxguard.catalogue.view.FeastFields;
import io.voxguard.catalogue.view.Feature;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.rules.Rule;
import io.voxguard.rules.Rule.Validity;
import io.voxguard.rules.RuleAction;
import io.voxguard.rules.RuleSet;
import io.voxguard.rules.condition.ConditionCompiler;
import io.voxguard.rules.evaluation.CompiledRules;
import io.voxguard.rules.evaluation.Fired;
import io.voxguard.rules.evaluation.RuleSetCheck;
import io.voxguard.serving.ShippedModels;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.decision.Decision;
import io.voxguard.serving.entity.CallParties;
import io.voxguard.serving.entity.StoreKeys;
import io.voxguard.serving.feature.EntityTable;
import io.voxguard.serving.feature.MemoryStore;
import io.voxguard.serving.feature.NearCache;
import io.voxguard.serving.feature.OnlineFeatures;
import io.voxguard.serving.feature.ReadPlan;
import io.voxguard.serving.feature.Views;
import io.voxguard.serving.value.EventTime;
import io.voxguard.serving.value.ValueEncoder;
import io.voxguard.store.FeatureKeys;
import io.voxguard.store.row.RowEncoder;
import io.voxguard.store.row.SchemaId;
import io.voxguard.time.Ticker;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditions over the fields of a call and its features, as they are found, given or defaulted. */
class RuleEvaluationTest {
    private static final long NOW = 1_772_439_330_000L;
    private static final FeatureView PACKED = Views.packed(
            "stats",
            1,
            Views.CALLER,
            defaulted("calls", ValueType.INT32, 3),
            defaulted("ratio", ValueType.FLOAT32, 0.25f));
    private static final FeatureView HASH = Views.feast(
            "names",
            Views.CALLEE,
            feature("name", ValueType.STRING),
            defaulted("total", ValueType.INT64, 8),
            feature("tags", ValueType.STRING_LIST));
    private static final FeatureCatalogue CATALOGUE = new FeatureCatalogue(
            Views.catalogue(PACKED, HASH).views(),
            Map.of(),
            List.of(defaulted("callee_length", ValueType.INT32, 11)),
            Map.of(),
            Map.of());

    private final MemoryStore store = new MemoryStore();

    private static Feature defaulted(String name, ValueType type, float otherwise) {
        return new Feature(name, type, "unit", otherwise, "meaning");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "call.call_id == 'c-1'",
                "call.caller == '+100'",
                "call.callee == '200'",
                "call.trunk == 't'",
                "call.started_at == 1772439330000",
                "request.callee_length == 3",
                "stats.calls == 3 && stats.ratio == 0.25", // the defaults
                "names.total == 8 && names.name == ''",
            })
    void callWithoutStoredFeaturesHasItsFieldsAndDefaults(String condition) throws Exception {
        assertThat(fires(condition, call(Map.of()))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"call.call_id == ''", "call.trunk == ''", "size(call.trunk) == 0"})
    void missingTextsOfACallAreEmpty(String condition) throws Exception {
        assertThat(fires(condition, new Call(null, "+100", "200", null, NOW, 0, Map.of())))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stats.calls == 7",
                "stats.ratio == 0.7",
                "stats.ratio * 10.0 == 7.0",
                "names.name == 'Bob'",
                "names.total == -9223372036854775808"
            })
    void conditionsReadStoredValues(String condition) throws Exception {
        storePacked(NOW, new float[] {7, 0.7f}, new boolean[2]);
        storeHash(NOW, "Bob", Long.MIN_VALUE);

        assertThat(fires(condition, call(Map.of()))).isTrue();
    }

    @Test
    void nullsAndStaleRowsYieldTheDefaults() throws Exception {
        storePacked(NOW, new float[] {7, 0}, new boolean[] {false, true});
        storeHash(NOW - Duration.ofHours(2).toMillis(), "Bob", 5L);

        assertThat(fires("stats.calls == 7 && stats.ratio == 0.25", call(Map.of())))
                .isTrue();
        assertThat(fires("names.total == 8 && names.name == ''", call(Map.of())))
                .isTrue();
    }

    @Test
    void valuesInTheCallReplaceStoredOnes() throws Exception {
        storePacked(NOW, new float[] {7, 0.5f}, new boolean[2]);

        assertThat(fires("stats.calls == 9", call(Map.of("stats:calls", 9f)))).isTrue();
        assertThat(fires("stats.calls == 3", call(Map.of("stats:calls", Float.NaN))))
                .as("null: the default")
                .isTrue();
        assertThat(fires("request.callee_length == 1", call(Map.of("request:callee_length", 1f))))
                .isTrue();
        assertThat(fires("request.callee_length == 11", call(Map.of("request:callee_length", Float.NaN))))
                .isTrue();
    }

    @Test
    void malformedValueYieldsTheDefault() throws Exception {
        byte[] key = Objects.requireNonNull(
                StoreKeys.of(HASH).of(List.of(CallParties.of(Views.CALLEE, List.of(call(Map.of())))), 0));
        store.put(key, FeastFields.eventTime("names"), EventTime.ofMillis(NOW).bytes());
        store.put(key, FeastFields.feature("names", "total"), new byte[] {0x20});
        // two values, of which the second is cut short
        store.put(key, FeastFields.feature("names", "name"), new byte[] {0x12, 1, 'x', 0x12, 5});

        assertThat(fires("names.total == 8 && names.name == ''", call(Map.of())))
                .isTrue();
    }

    @Test
    void valuesOfOneCallAreNotVisibleToTheNext() throws Exception {
        storePacked(NOW, new float[] {7, 0.5f}, new boolean[2]);
        storeHash(NOW, "Bob", 5L);
        Call known = call(Map.of());
        Call unknown = new Call("c-2", "+999", "999", null, NOW, 0, Map.of());

        RuleLayout.Evaluation evaluation = evaluation(
                "stats.calls == 7 || names.name == 'Bob' || call.trunk == 't'", List.of(known, unknown, known));

        assertThat(evaluation.of(0).fired()).hasSize(1);
        assertThat(evaluation.of(1).fired()).isEmpty();
        assertThat(evaluation.of(2).fired()).hasSize(1);
        assertThat(evaluation.of(0).set()).isEqualTo("core");
        assertThat(evaluation.of(0).revision()).isEqualTo(7);
    }

    @Test
    void viewsOfTheRulesFollowThoseOfTheModel() throws Exception {
        ReadPlan.Selection ofModel = new ReadPlan.Selection(PACKED, new int[] {1}, CallParties.columns(PACKED));

        RuleLayout layout = layout("stats.calls > 1 && stats.ratio > 0.1 && names.name == 'x'", List.of(ofModel));

        assertThat(layout.selections()).extracting(ReadPlan.Selection::view).containsExactly(PACKED, HASH);
        assertThat(layout.selections().get(0).features()).containsExactly(1, 0);
        assertThat(layout.selections().get(1).features()).containsExactly(0);
    }

    @ParameterizedTest
    @CsvSource({
        "'', ALLOW, ALLOW",
        "'', BLOCK, BLOCK",
        "FLAG, REVIEW, REVIEW",
        "REVIEW, ALLOW, REVIEW",
        "BLOCK, ALLOW, BLOCK",
        "ALLOW, BLOCK, ALLOW",
        "REVIEW, BLOCK, BLOCK",
        "ALLOW BLOCK, REVIEW, ALLOW",
        "BLOCK ALLOW, REVIEW, BLOCK",
        "FLAG, ALLOW, ALLOW",
    })
    void verdictIsCombinedWithTheModelsDecision(String fired, Decision model, Decision decision) {
        List<Rule> rules = Arrays.stream(fired.split(" "))
                .filter(name -> !name.isEmpty())
                .map(RuleAction::valueOf)
                .map(action -> rule("true", action))
                .toList();

        assertThat(new RuleVerdict("core", 1, new Fired(rules, 0)).over(model)).isEqualTo(decision);
    }

    private boolean fires(String condition, Call call) throws Exception {
        return !evaluation(condition, List.of(call)).of(0).fired().isEmpty();
    }

    private RuleLayout.Evaluation evaluation(String condition, List<Call> calls) throws Exception {
        RuleLayout layout = layout(condition, List.of());
        OnlineFeatures features = new OnlineFeatures(store, NearCache.none(), Ticker.SYSTEM);
        ReadPlan plan = features.plan(layout.selections());
        return layout.begin(
                calls,
                features.read(plan, EntityTable.of(plan, calls), row -> NOW, Duration.ofSeconds(5))
                        .toCompletableFuture()
                        .join(),
                NOW);
    }

    private static RuleLayout layout(String condition, List<ReadPlan.Selection> model) throws Exception {
        RuleSet set = new RuleSet("core", List.of(rule(condition, RuleAction.FLAG)));
        CompiledRules compiled = new RuleSetCheck(new ConditionCompiler(CatalogueFields.of(CATALOGUE))).check(set);
        return new RuleLayout(
                new RulesInForce("core", compiled, 7, ""), compiled, model, CATALOGUE, ShippedModels.ranges());
    }

    private static Rule rule(String condition, RuleAction action) {
        return new Rule("r", "", "", "t", condition, action, 0, Validity.ALWAYS);
    }

    private void storePacked(long eventMs, float[] values, boolean[] nulls) {
        store.rows.put(
                MemoryStore.text(new FeatureKeys("stats").of("+100")),
                RowEncoder.encode(SchemaId.of(1, 1), eventMs, values, nulls));
    }

    private void storeHash(long eventMs, @Nullable Object... values) {
        byte[] key = Objects.requireNonNull(
                StoreKeys.of(HASH).of(List.of(CallParties.of(Views.CALLEE, List.of(call(Map.of())))), 0));
        for (int f = 0; f < values.length; f++) {
            Feature feature = HASH.features().get(f);
            store.put(
                    key, FeastFields.feature("names", feature.name()), ValueEncoder.encode(feature.type(), values[f]));
        }
        store.put(
                key, FeastFields.eventTime("names"), EventTime.ofMillis(eventMs).bytes());
    }

    private static Call call(Map<String, Float> overrides) {
        return new Call("c-1", "+100", "200", "t", NOW, 0, overrides);
    }
}
