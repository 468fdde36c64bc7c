package io.voxguard.serving.feature;

import static io.voxguard.serving.feature.Views.CALLEE;
import static io.voxguard.serving.feature.Views.CALLER;
import static io.voxguard.serving.feature.Views.feature;
import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.catalogue.type.ValueType;
import io.voxguard.catalogue.view.FeastFields;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.catalogue.view.JoinKey;
import io.voxguard.serving.entity.EntityColumn;
import io.voxguard.serving.entity.StoreKeys;
import io.voxguard.serving.value.EventTime;
import io.voxguard.serving.value.ValueEncoder;
import io.voxguard.store.FeatureKeys;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.row.RowEncoder;
import io.voxguard.store.row.SchemaId;
import io.voxguard.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is read of entities, in either layout, and each state that a cell can have. */
class OnlineFeaturesTest {
    private static final long NOW = 1_772_439_330_000L;
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final FeatureView PACKED = Views.packed(
            "packed",
            7,
            CALLER,
            feature("calls", ValueType.INT32),
            feature("ratio", ValueType.FLOAT32),
            feature("seen", ValueType.BOOL));
    private static final FeatureView HASH = Views.feast(
            "hash",
            CALLER,
            feature("calls", ValueType.INT64),
            feature("name", ValueType.STRING),
            feature("ratio", ValueType.FLOAT32));

    private final MemoryStore store = new MemoryStore();
    private final OnlineFeatures features = new OnlineFeatures(store, NearCache.none(), Ticker.SYSTEM);

    @Test
    void packedRowGivesItsValuesAndItsEventTime() {
        packed("a", SchemaId.of(7, 1), NOW - 1, new float[] {3, 0.5f, 1}, new boolean[3]);

        ViewCells cells = read(PACKED, "a").cells(0);

        assertThat(cells.outcome(0)).isEqualTo(ViewOutcome.PRESENT);
        assertThat(cells.origin(0)).isEqualTo(CellOrigin.STORE);
        assertThat(cells.eventSeconds(0)).isEqualTo(Math.floorDiv(NOW - 1, 1000));
        assertThat(cells.eventNanos(0)).isEqualTo(999_000_000);
        assertThat(numbers(cells, 3)).containsExactly(3, 0.5f, 1);
        assertThat(shown(cells, 3)).containsExactly("integer 3", "float32 0.5", "bool true");
        assertThat(states(cells, 3)).containsOnly(CellState.VALUE);
    }

    @Test
    void everyStateOfAPackedCellIsRecognised() {
        // an older writer's row has two features, of which one is null, the other not finite
        packed("a", SchemaId.of(7, 1), NOW, new float[] {0, Float.NaN}, new boolean[] {true, false});

        ViewCells cells = read(PACKED, "a").cells(0);

        assertThat(states(cells, 3)).containsExactly(CellState.NULL, CellState.NOT_FINITE, CellState.ABSENT);
        assertThat(numbers(cells, 3)).containsOnly(Float.NaN);
        assertThat(shown(cells, 3)).containsExactly("nothing", "float32 NaN", "nothing");
    }

    @Test
    void extraFeaturesOfANewerWriterAreIgnored() {
        packed("a", SchemaId.of(7, 2), NOW, new float[] {1, 2, 1, 99}, new boolean[4]);

        assertThat(numbers(read(PACKED, "a").cells(0), 3)).containsExactly(1, 2, 1);
    }

    @Test
    void malformedRowIsDistinguishedFromARowOfAnotherView() {
        store.rows.put(key(PACKED, "broken"), new byte[] {1, 2, 3});
        packed("other", SchemaId.of(8, 1), NOW, new float[3], new boolean[3]);

        FeatureRows rows = read(PACKED, "broken", "other", "missing", null);

        assertThat(outcomes(rows, 4))
                .containsExactly(
                        ViewOutcome.UNREADABLE, ViewOutcome.UNKNOWN_SCHEMA, ViewOutcome.MISSING, ViewOutcome.MISSING);
        for (int row = 0; row < 4; row++) {
            assertThat(rows.cells(0).state(row, 0)).isEqualTo(CellState.ABSENT);
        }
        assertThat(store.asked).as("an entity without a key is not asked for").containsExactly(3);
    }

    @Test
    void hashGivesItsValuesAndItsEventTime() {
        hash("a", NOW - 1500, 42L, "grün", 0.25);

        ViewCells cells = read(HASH, "a").cells(0);

        assertThat(cells.outcome(0)).isEqualTo(ViewOutcome.PRESENT);
        assertThat(cells.eventSeconds(0)).isEqualTo(Math.floorDiv(NOW - 1500, 1000));
        assertThat(numbers(cells, 3)).containsExactly(42, Float.NaN, 0.25f);
        assertThat(shown(cells, 3)).containsExactly("integer 42", "text grün", "float32 0.25");
    }

    @Test
    void everyStateOfACellInAHashIsRecognised() {
        store.put(
                hashKey("a"),
                FeastFields.eventTime("hash"),
                EventTime.ofMillis(NOW).bytes());
        store.put(hashKey("a"), FeastFields.feature("hash", "calls"), new byte[] {0x20});
        store.put(hashKey("a"), FeastFields.feature("hash", "name"), new byte[0]);

        ViewCells cells = read(HASH, "a").cells(0);

        assertThat(shownStates(cells, 3)).containsExactly(CellState.BROKEN, CellState.NULL, CellState.ABSENT);
        assertThat(numbers(cells, 3)).containsOnly(Float.NaN);
    }

    @Test
    void valuesWithoutAnEventTimeCountAsFromTheEpoch() {
        store.put(hashKey("a"), FeastFields.feature("hash", "calls"), ValueEncoder.encode(ValueType.INT64, 1L));

        FeatureRows rows = read(HASH, "a");

        assertThat(rows.outcome(0, 0)).isEqualTo(ViewOutcome.STALE);
        assertThat(rows.cells(0).eventSeconds(0)).isZero();
    }

    @Test
    void nonHashesAndBrokenEventTimesAreUnreadable() {
        store.rows.put(MemoryStore.text(hashKey("text")), new byte[1]);
        hash("broken", NOW, 1L, "x", 1.0);
        store.put(hashKey("broken"), FeastFields.eventTime("hash"), new byte[] {8});

        FeatureRows rows = read(HASH, "text", "broken", "missing");

        assertThat(outcomes(rows, 3))
                .containsExactly(ViewOutcome.UNREADABLE, ViewOutcome.UNREADABLE, ViewOutcome.MISSING);
    }

    @ParameterizedTest
    @CsvSource({
        "0, PRESENT",
        "-3600000, PRESENT", // the TTL is an hour
        "-3600001, STALE",
        "60000, PRESENT", // the skew is a minute
        "60001, FUTURE",
    })
    void ageIsMeasuredAtTheTimeOfTheRequest(long ageMs, ViewOutcome outcome) {
        packed("a", SchemaId.of(7, 1), NOW + ageMs, new float[3], new boolean[3]);
        hash("a", NOW + ageMs, 1L, "x", 1.0);

        FeatureRows rows = read(List.of(PACKED, HASH), "a");

        assertThat(rows.outcome(0, 0)).isEqualTo(outcome);
        assertThat(rows.outcome(0, 1)).isEqualTo(outcome);
    }

    @ParameterizedTest
    @EnumSource(
            value = StoreOutcome.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"DONE"})
    void everyCellHasTheStoresOutcomeIfItDidNotAnswer(StoreOutcome failure) {
        packed("a", SchemaId.of(7, 1), NOW, new float[3], new boolean[3]);
        store.outcome = failure;

        FeatureRows rows = read(List.of(PACKED, HASH), "a", null);

        ViewOutcome expected = ViewOutcome.valueOf(failure.name());
        for (int view = 0; view < 2; view++) {
            assertThat(rows.outcome(0, view)).isEqualTo(expected);
            assertThat(rows.outcome(1, view)).as("not asked for").isEqualTo(ViewOutcome.MISSING);
        }
        assertThat(rows.delivered()).isFalse();
        assertThat(rows.storeOutcome()).isEqualTo(failure);
        assertThat(expected.degrades()).isTrue();
    }

    @Test
    void viewsOfOneEntityShareOneReadOfItsHash() {
        FeatureView more = Views.feast("more", CALLER, feature("total", ValueType.INT64));
        hash("a", NOW, 1L, "x", 1.0);
        store.put(hashKey("a"), FeastFields.feature("more", "total"), ValueEncoder.encode(ValueType.INT64, 9L));
        store.put(
                hashKey("a"),
                FeastFields.eventTime("more"),
                EventTime.ofMillis(NOW - 7_200_000).bytes());

        FeatureRows rows = read(List.of(HASH, more), "a", "b");

        assertThat(store.asked).containsExactly(2);
        assertThat(rows.outcome(0, 0)).isEqualTo(ViewOutcome.PRESENT);
        assertThat(rows.outcome(0, 1)).isEqualTo(ViewOutcome.STALE);
        assertThat(rows.cells(1).number(0, 0)).isEqualTo(9);
        assertThat(rows.outcome(1, 0)).isEqualTo(ViewOutcome.MISSING);
    }

    @Test
    void manyHashesAreReadInSeveralRoundTrips() {
        String[] entities = new String[1_100];
        Arrays.setAll(entities, i -> "e" + i);

        FeatureRows rows = read(HASH, entities);

        assertThat(store.asked).containsExactly(512, 512, 76);
        assertThat(rows.size()).isEqualTo(1_100);
    }

    @Test
    void manyPackedRowsAreReadInSeveralRoundTripsAndKeepTheirPlaces() {
        String[] entities = new String[9_000];
        Arrays.setAll(entities, i -> "e" + i);
        for (int i = 0; i < entities.length; i += 100) {
            packed(entities[i], SchemaId.of(7, 1), NOW, new float[] {i, 0, 0}, new boolean[3]);
        }

        FeatureRows rows = read(PACKED, entities);

        assertThat(store.asked).containsExactly(8_192, 808);
        for (int i = 0; i < entities.length; i++) {
            assertThat(rows.outcome(i, 0)).isEqualTo(i % 100 == 0 ? ViewOutcome.PRESENT : ViewOutcome.MISSING);
            if (i % 100 == 0) {
                assertThat(rows.cells(0).number(i, 0)).isEqualTo(i);
            }
        }
    }

    @Test
    void noFurtherRoundTripIsMadeAfterAFailedOne() {
        String[] entities = new String[1_100];
        Arrays.setAll(entities, i -> "e" + i);
        store.outcome = StoreOutcome.UNAVAILABLE;

        FeatureRows rows = read(HASH, entities);

        assertThat(store.asked).containsExactly(512);
        assertThat(rows.outcome(1_099, 0)).isEqualTo(ViewOutcome.UNAVAILABLE);
    }

    @Test
    void featuresAreGivenInTheOrderOfTheSelection() {
        packed("a", SchemaId.of(7, 1), NOW, new float[] {3, 0.5f, 1}, new boolean[3]);
        ReadPlan plan = features.plan(List.of(new ReadPlan.Selection(PACKED, new int[] {2, 0}, List.of("caller"))));

        FeatureRows rows = read(plan, List.of(column("a")), 1);

        assertThat(numbers(rows.cells(0), 2)).containsExactly(1, 3);
        assertThat(shown(rows.cells(0), 2)).containsExactly("bool true", "integer 3");
    }

    @Test
    void viewsOfDifferentEntitiesHaveColumnsOfTheirOwn() {
        FeatureView callee = Views.packed("callee_view", 8, CALLEE, feature("f", ValueType.FLOAT32));
        FeatureView everybody = Views.view(
                "everybody",
                List.of(),
                new io.voxguard.catalogue.view.Layout.Packed(9, 1),
                feature("f", ValueType.FLOAT32));
        packed("a", SchemaId.of(7, 1), NOW, new float[] {1, 0, 0}, new boolean[3]);
        store.rows.put(
                MemoryStore.text(new FeatureKeys("callee_view").of("b")),
                RowEncoder.encode(SchemaId.of(8, 1), NOW, new float[] {2}, new boolean[1]));
        store.rows.put(
                MemoryStore.text(new FeatureKeys("everybody").of("")),
                RowEncoder.encode(SchemaId.of(9, 1), NOW, new float[] {3}, new boolean[1]));
        ReadPlan plan = features.plan(List.of(
                ReadPlan.Selection.all(PACKED, List.of("caller")),
                ReadPlan.Selection.all(callee, List.of("callee")),
                ReadPlan.Selection.all(everybody, List.of())));

        FeatureRows rows = read(plan, List.of(column("a"), column("b")), 1);

        assertThat(plan.columns()).containsExactly("caller", "callee");
        assertThat(plan.key(1)).isEqualTo(CALLEE);
        assertThat(plan.views()).containsExactly(PACKED, callee, everybody);
        assertThat(List.of(
                        rows.cells(0).number(0, 0),
                        rows.cells(1).number(0, 0),
                        rows.cells(2).number(0, 0)))
                .containsExactly(1f, 2f, 3f);
    }

    @Test
    void buffersOfAClosedReadAreReusedAndCleared() {
        packed("a", SchemaId.of(7, 1), NOW, new float[] {3, 0.5f, 1}, new boolean[3]);
        ReadPlan plan = features.plan(List.of(ReadPlan.Selection.all(PACKED, List.of("caller"))));
        FeatureRows first = read(plan, List.of(column("a")), 1);
        ViewCells room = first.cells(0);
        first.close();

        FeatureRows second = read(plan, List.of(column("missing")), 1);

        assertThat(second.cells(0)).isSameAs(room);
        assertThat(second.outcome(0, 0)).isEqualTo(ViewOutcome.MISSING);
        assertThat(second.cells(0).eventSeconds(0)).isZero();
        assertThat(states(second.cells(0), 3)).containsOnly(CellState.ABSENT);
    }

    @Test
    void buffersOfATimedOutReadAreNotReused() {
        ReadPlan plan = features.plan(List.of(ReadPlan.Selection.all(PACKED, List.of("caller"))));
        store.outcome = StoreOutcome.TIMED_OUT;
        FeatureRows first = read(plan, List.of(column("a")), 1);
        ViewCells room = first.cells(0);
        first.close();
        store.outcome = StoreOutcome.DONE;

        assertThat(read(plan, List.of(column("a")), 1).cells(0)).isNotSameAs(room);
    }

    private FeatureRows read(FeatureView view, @Nullable String... entities) {
        return read(List.of(view), entities);
    }

    private FeatureRows read(List<FeatureView> views, @Nullable String... entities) {
        List<ReadPlan.Selection> selections = new ArrayList<>();
        views.forEach(view -> selections.add(ReadPlan.Selection.all(view, List.of("caller"))));
        return read(features.plan(selections), List.of(column(entities)), entities.length);
    }

    private FeatureRows read(ReadPlan plan, List<EntityColumn> columns, int rows) {
        return features.read(plan, new EntityTable(rows, columns), row -> NOW, LIMIT)
                .toCompletableFuture()
                .join();
    }

    private static EntityColumn column(@Nullable String... entities) {
        return new EntityColumn(Arrays.copyOf(entities, entities.length, Object[].class));
    }

    private void packed(String entity, int schema, long eventMs, float[] values, boolean[] nulls) {
        store.rows.put(key(PACKED, entity), RowEncoder.encode(schema, eventMs, values, nulls));
    }

    private static String key(FeatureView view, String entity) {
        return MemoryStore.text(new FeatureKeys(view.name()).of(entity));
    }

    private static byte[] hashKey(String entity) {
        return Objects.requireNonNull(StoreKeys.of(HASH).of(List.of(column(entity)), 0));
    }

    private void hash(String entity, long eventMs, @Nullable Object... values) {
        for (int f = 0; f < values.length; f++) {
            store.put(
                    hashKey(entity),
                    FeastFields.feature("hash", HASH.features().get(f).name()),
                    ValueEncoder.encode(HASH.features().get(f).type(), values[f]));
        }
        store.put(
                hashKey(entity),
                FeastFields.eventTime("hash"),
                EventTime.ofMillis(eventMs).bytes());
    }

    private static List<ViewOutcome> outcomes(FeatureRows rows, int count) {
        List<ViewOutcome> outcomes = new ArrayList<>();
        for (int row = 0; row < count; row++) {
            outcomes.add(rows.outcome(row, 0));
        }
        return outcomes;
    }

    private static float[] numbers(ViewCells cells, int count) {
        float[] numbers = new float[count];
        for (int f = 0; f < count; f++) {
            numbers[f] = cells.number(0, f);
        }
        return numbers;
    }

    private static List<CellState> states(ViewCells cells, int count) {
        List<CellState> states = new ArrayList<>();
        for (int f = 0; f < count; f++) {
            states.add(cells.state(0, f));
        }
        return states;
    }

    private static List<CellState> shownStates(ViewCells cells, int count) {
        List<CellState> states = new ArrayList<>();
        for (int f = 0; f < count; f++) {
            states.add(cells.read(0, f, new ShownValue()));
        }
        return states;
    }

    private static List<String> shown(ViewCells cells, int count) {
        List<String> shown = new ArrayList<>(Collections.nCopies(count, ""));
        for (int f = 0; f < count; f++) {
            ShownValue value = new ShownValue();
            cells.read(0, f, value);
            shown.set(f, value.text());
        }
        return shown;
    }

    /** So that the join key of the hash is not mistaken for another's. */
    @Test
    void keyOfAHashNamesItsJoinKey() {
        JoinKey other = new JoinKey("number", ValueType.STRING, null);
        FeatureView renamed = Views.feast("hash", other);

        assertThat(StoreKeys.of(renamed).of(List.of(column("a")), 0)).isNotEqualTo(hashKey("a"));
    }
}
