package io.voxguard.serving.vector;

import static io.voxguard.serving.feature.Views.feature;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.catalogue.type.ValueType;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.catalogue.view.FeatureRef;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.catalogue.view.JoinKey;
import io.voxguard.serving.ShippedModels;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.feature.EntityTable;
import io.voxguard.serving.feature.FeatureRows;
import io.voxguard.serving.feature.MemoryStore;
import io.voxguard.serving.feature.NearCache;
import io.voxguard.serving.feature.OnlineFeatures;
import io.voxguard.serving.feature.ReadPlan;
import io.voxguard.serving.feature.Views;
import io.voxguard.serving.value.EventTime;
import io.voxguard.store.CallsInProgress.Kind;
import io.voxguard.store.FeatureKeys;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.row.RowEncoder;
import io.voxguard.store.row.SchemaId;
import io.voxguard.time.Ticker;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How rows of inputs are filled, and where each value came from. */
class InputLayoutTest {
    private static final long NOW = 1_772_439_330_000L;
    private static final FeatureView STATS = Views.packed(
            "stats",
            1,
            Views.CALLER,
            feature("calls", ValueType.INT32),
            feature("unused", ValueType.INT32),
            feature("ratio", ValueType.FLOAT32));
    private static final FeatureView LOAD = Views.packed("load", 2, Views.TRUNK, feature("calls", ValueType.INT32));
    /** Defaults are the places' numbers below zero. */
    private static final List<ModelInput> INPUTS = List.of(
            input("stats:ratio", -1),
            input("request:callee_length", -2),
            input("load:calls", -3),
            input("stats:calls", -4));

    private final MemoryStore store = new MemoryStore();
    private final OnlineFeatures features = new OnlineFeatures(store, NearCache.none(), Ticker.SYSTEM);
    private final InputLayout layout = new InputLayout(INPUTS, catalogue(), ShippedModels.ranges());

    @Test
    void viewsAreReadOnceAndOnlyForFeaturesThatAreInputs() {
        assertThat(layout.views()).containsExactly(STATS, LOAD);
        assertThat(layout.selections().get(0).features()).containsExactly(2, 0);
        assertThat(layout.selections().get(1).features()).containsExactly(0);
        assertThat(layout.positionsOf(List.of(STATS))).containsExactly(0, 3);
        assertThat(layout.positionsOf(List.of(LOAD, STATS))).containsExactly(0, 2, 3);
        assertThat(layout.positionsOf(List.of())).isEmpty();
    }

    @Test
    void valuesAreInTheOrderOfTheInputs() {
        row(STATS, "100", NOW, 7, 99, 0.5f);
        row(LOAD, "t", NOW, 3);

        Vectors vectors = fill(call("100", "12345", "t", Map.of()));

        assertThat(values(vectors, 0)).containsExactly(0.5f, 5f, 3f, 7f);
        assertThat(vectors.count(0, InputState.PRESENT)).isEqualTo(4);
    }

    @Test
    void missingAndStaleValuesAreDefaultedAndCountedSeparately() {
        row(STATS, "100", NOW - Duration.ofHours(2).toMillis(), 7, 99, 0.5f);

        Vectors vectors = fill(call("100", "12345", "t", Map.of()));

        assertThat(values(vectors, 0)).containsExactly(-1f, 5f, -3f, -4f);
        assertThat(sources(vectors, 0))
                .containsExactly(InputState.STALE, InputState.PRESENT, InputState.MISSING, InputState.STALE);
        assertThat(vectors.count(0, InputState.STALE)).isEqualTo(2);
        assertThat(vectors.count(0, InputState.MISSING)).isEqualTo(1);
        assertThat(vectors.present(0, new int[] {0, 1, 2})).isEqualTo(1);
    }

    @Test
    void nullAndNonFiniteValuesOfARowAreDefaulted() {
        store.rows.put(
                key(STATS, "100"),
                RowEncoder.encode(SchemaId.of(1, 1), NOW, new float[] {7, 0, Float.POSITIVE_INFINITY}, new boolean[] {
                    true, false, false
                }));

        Vectors vectors = fill(call("100", "12345", null, Map.of()));

        assertThat(values(vectors, 0)).containsExactly(-1f, 5f, -3f, -4f);
        assertThat(sources(vectors, 0))
                .containsExactly(InputState.MISSING, InputState.PRESENT, InputState.MISSING, InputState.MISSING);
    }

    @Test
    void valuesInTheCallReplaceStoredOnes() {
        row(STATS, "100", NOW, 7, 99, 0.5f);

        Vectors vectors = fill(call(
                "100",
                "12345",
                null,
                Map.of(
                        "stats:ratio", 0.75f,
                        "load:calls", 9f,
                        "stats:calls", Float.NaN,
                        "request:callee_length", 1f,
                        "stats:unused", 5f)));

        assertThat(values(vectors, 0)).containsExactly(0.75f, 1f, 9f, -4f);
        assertThat(sources(vectors, 0))
                .containsExactly(InputState.PRESENT, InputState.PRESENT, InputState.PRESENT, InputState.MISSING);
    }

    @Test
    void callsFillRowsFromTheirFirstRowOn() {
        row(STATS, "100", NOW, 1, 0, 0.1f);
        row(STATS, "200", NOW, 2, 0, 0.2f);
        List<Call> calls = List.of(call("100", "1", null, Map.of()), call("200", "22", null, Map.of()));
        FloatBuffer buffer = FloatBuffer.allocate(5 * 4);

        Vectors vectors = layout.fill(buffer, 3, calls, read(calls));

        assertThat(values(vectors, 0)).containsExactly(0.1f, 1f, -3f, 1f);
        assertThat(values(vectors, 1)).containsExactly(0.2f, 2f, -3f, 2f);
        assertThat(buffer.get(3 * 4)).isEqualTo(0.1f);
        assertThat(buffer.get(4 * 4 + 3)).isEqualTo(2);
        assertThat(buffer.get(2 * 4 + 3)).as("another request's row").isZero();
        assertThat(vectors.values().get(4 * vectors.rowOfValues(1))).isEqualTo(0.2f);
    }

    @Test
    void provenanceNamesTheSourceAndTheEventTimeOfEachInput() {
        row(STATS, "100", NOW, 7, 99, 0.5f);
        List<Call> calls = List.of(call("100", "12345", "t", Map.of("stats:calls", 8f)));
        FeatureRows rows = read(calls);
        Vectors vectors = layout.fill(FloatBuffer.allocate(4), 0, calls, rows);

        List<InputProvenance> provenance = layout.provenance(calls.getFirst(), 0, vectors, rows);

        EventTime time = EventTime.ofMillis(NOW);
        assertThat(provenance)
                .containsExactly(
                        new InputProvenance(FeatureRef.parse("stats:ratio"), 0.5f, InputOrigin.STORE, time),
                        new InputProvenance(FeatureRef.parse("request:callee_length"), 5, InputOrigin.CALL, null),
                        new InputProvenance(FeatureRef.parse("load:calls"), -3, InputOrigin.DEFAULT, null),
                        new InputProvenance(FeatureRef.parse("stats:calls"), 8, InputOrigin.CONTEXT, time));
    }

    @Test
    void staleRowHasItsEventTimeThoughItsValuesAreDefaults() {
        long old = NOW - Duration.ofDays(1).toMillis();
        row(STATS, "100", old, 7, 99, 0.5f);
        List<Call> calls = List.of(call("100", "12345", null, Map.of()));
        FeatureRows rows = read(calls);
        Vectors vectors = layout.fill(FloatBuffer.allocate(4), 0, calls, rows);

        assertThat(layout.provenance(calls.getFirst(), 0, vectors, rows).getFirst())
                .isEqualTo(new InputProvenance(
                        FeatureRef.parse("stats:ratio"), -1, InputOrigin.DEFAULT, EventTime.ofMillis(old)));
    }

    @Test
    void silentStoreYieldsTheDefaults() {
        row(STATS, "100", NOW, 7, 99, 0.5f);
        store.outcome = StoreOutcome.UNAVAILABLE;

        Vectors vectors = fill(call("100", "12345", "t", Map.of()));

        assertThat(values(vectors, 0)).containsExactly(-1f, 5f, -3f, -4f);
        assertThat(vectors.count(0, InputState.MISSING)).isEqualTo(3);
    }

    @Test
    void inputThatIsNotAFeatureIsRefusedByName() {
        assertRefused("stats:gone", "inputs: expected a feature of a feature view, got stats:gone");
        assertRefused("gone:calls", "inputs: expected a feature of a feature view, got gone:calls");
        assertRefused("request:gone", "request:gone: expected one of ");
        assertRefused(
                "request:limit_gone_exceeded",
                "request:limit_gone_exceeded: expected a feature that request.yaml declares");
        assertRefused(
                "accounts:total", "inputs: expected a view of the caller, callee or trunk, got accounts:total by");
        assertThatThrownBy(() -> new InputLayout(
                        List.of(INPUTS.getFirst(), INPUTS.getFirst()), catalogue(), ShippedModels.ranges()))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageStartingWith("inputs: ")
                .hasMessageContaining("stats:ratio");
    }

    @Test
    void callsInProgressAreAnInputThatHasADefaultUntilTheyAreCounted() {
        InputLayout counting =
                new InputLayout(List.of(input("request:caller_active_calls", 5)), catalogue(), ShippedModels.ranges());
        List<Call> calls = List.of(
                call("+14155550100", "+14155550199", null, Map.of()),
                call("+14155550100", "+14155550199", null, Map.of("request:caller_active_calls", 2f)));

        Vectors vectors = counting.fill(FloatBuffer.allocate(2), 0, calls, read(calls));

        assertThat(counting.counted()).containsExactly(Kind.CALLER);
        assertThat(layout.counted()).isEmpty();
        assertThat(vectors.value(0, 0)).isEqualTo(5);
        assertThat(vectors.source(0, 0)).isEqualTo(InputState.MISSING);
        assertThat(vectors.value(1, 0)).isEqualTo(2);
        assertThat(vectors.source(1, 0)).isEqualTo(InputState.PRESENT);
    }

    private static void assertRefused(String feature, String why) {
        assertThatThrownBy(() -> new InputLayout(List.of(input(feature, 0)), catalogue(), ShippedModels.ranges()))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageStartingWith(why);
    }

    private Vectors fill(Call call) {
        List<Call> calls = List.of(call);
        return layout.fill(FloatBuffer.allocate(INPUTS.size()), 0, calls, read(calls));
    }

    private FeatureRows read(List<Call> calls) {
        ReadPlan plan = features.plan(layout.selections());
        return features.read(plan, EntityTable.of(plan, calls), row -> NOW, Duration.ofSeconds(5))
                .toCompletableFuture()
                .join();
    }

    private void row(FeatureView view, String entity, long eventMs, float... values) {
        store.rows.put(
                key(view, entity),
                RowEncoder.encode(SchemaId.of(view.packed().id(), 1), eventMs, values, new boolean[values.length]));
    }

    private static String key(FeatureView view, String entity) {
        return MemoryStore.text(new FeatureKeys(view.name()).of(entity));
    }

    private static List<Float> values(Vectors vectors, int row) {
        List<Float> values = new ArrayList<>();
        for (int i = 0; i < INPUTS.size(); i++) {
            values.add(vectors.value(row, i));
        }
        return values;
    }

    private static List<InputState> sources(Vectors vectors, int row) {
        List<InputState> sources = new ArrayList<>();
        for (int i = 0; i < INPUTS.size(); i++) {
            sources.add(vectors.source(row, i));
        }
        return sources;
    }

    private static ModelInput input(String feature, float otherwise) {
        return new ModelInput(FeatureRef.parse(feature), otherwise, 0.25f, new OrdinaryRange(0, 0, 1));
    }

    private static FeatureCatalogue catalogue() {
        FeatureView accounts = Views.feast(
                "accounts", new JoinKey("account", ValueType.INT64, null), feature("total", ValueType.INT64));
        return Views.catalogue(STATS, LOAD, accounts);
    }

    private static Call call(
            String caller,
            String callee,
            @org.jspecify.annotations.Nullable String trunk,
            Map<String, Float> overrides) {
        return new Call(null, caller, callee, trunk, NOW, 0, overrides);
    }
}
