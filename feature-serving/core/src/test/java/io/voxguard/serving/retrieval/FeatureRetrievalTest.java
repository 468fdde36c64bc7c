package io.voxguard.serving.retrieval;

import static io.voxguard.serving.feature.Views.feature;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.voxguard.catalogue.type.ValueType;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.catalogue.view.FeatureService;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.catalogue.view.JoinKey;
import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import io.voxguard.serving.entity.EntityColumn;
import io.voxguard.serving.feature.CellState;
import io.voxguard.serving.feature.EntityTable;
import io.voxguard.serving.feature.FeatureRows;
import io.voxguard.serving.feature.MemoryStore;
import io.voxguard.serving.feature.NearCache;
import io.voxguard.serving.feature.OnlineFeatures;
import io.voxguard.serving.feature.ViewOutcome;
import io.voxguard.serving.feature.Views;
import io.voxguard.serving.retrieval.RetrievalPlan.Column;
import io.voxguard.store.FeatureKeys;
import io.voxguard.store.row.RowEncoder;
import io.voxguard.store.row.SchemaId;
import io.voxguard.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which columns a request for features has, and which requests are refused. */
class FeatureRetrievalTest {
    private static final FeatureView STATS = Views.packed(
            "stats", 1, Views.CALLER, feature("calls", ValueType.INT32), feature("ratio", ValueType.FLOAT32));
    private static final FeatureView TRUNK =
            Views.packed("trunk_load", 2, Views.TRUNK, feature("calls", ValueType.INT32));
    private static final FeatureView BY_NUMBER =
            Views.feast("by_number", new JoinKey("caller", ValueType.INT64, null), feature("total", ValueType.INT64));
    private static final FeatureView V2 = Views.packed("stats@v2", 3, Views.CALLER, feature("calls", ValueType.INT32));

    private final MemoryStore store = new MemoryStore();
    private final FeatureRetrieval retrieval =
            new FeatureRetrieval(catalogue(), new OnlineFeatures(store, NearCache.none(), Ticker.SYSTEM));

    private static FeatureCatalogue catalogue() {
        FeatureService service = new FeatureService(
                "fraud",
                List.of(
                        new FeatureService.Projection("stats", "stats", Map.of(), List.of("ratio")),
                        new FeatureService.Projection(
                                "stats", "callee_stats", Map.of("caller", "callee"), List.of("ratio", "calls"))));
        return new FeatureCatalogue(
                Views.catalogue(STATS, TRUNK, BY_NUMBER, V2).views(),
                Map.of(
                        "fraud", service,
                        "empty", new FeatureService("empty", List.of()),
                        "broken",
                                new FeatureService(
                                        "broken",
                                        List.of(new FeatureService.Projection(
                                                "gone", "gone", Map.of(), List.of("x"))))),
                List.of(),
                Map.of("account", "caller"),
                Map.of("disabled", "it is disabled in Feast"));
    }

    @Test
    void columnsAreInRequestedOrderAcrossViews() {
        RetrievalPlan plan = retrieval.plan(List.of("stats:ratio", "trunk_load:calls"), false);

        assertThat(plan.columns())
                .containsExactly(
                        new Column("ratio", 0, 0, "stats", "ratio"), new Column("calls", 1, 0, "trunk_load", "calls"));
        assertThat(plan.views()).containsExactly(STATS, TRUNK);
        assertThat(plan.entities()).isEqualTo(Map.of("caller", Views.CALLER, "trunk", Views.TRUNK));
        assertThat(plan.otherNames()).isEqualTo(Map.of("account", "caller"));
    }

    @Test
    void featuresOfOneViewAreReadTogetherEvenIfNotAdjacent() {
        RetrievalPlan plan = retrieval.plan(List.of("stats:ratio", "trunk_load:calls", "stats:calls"), true);

        assertThat(plan.views()).containsExactly(STATS, TRUNK);
        assertThat(plan.columns())
                .containsExactly(
                        new Column("stats__ratio", 0, 0, "stats", "ratio"),
                        new Column("trunk_load__calls", 1, 0, "trunk_load", "calls"),
                        new Column("stats__calls", 0, 1, "stats", "calls"));
    }

    @Test
    void serviceShowsItsProjectionsUnderTheirNames() {
        RetrievalPlan plan = retrieval.plan("fraud", true);

        assertThat(plan.columns())
                .containsExactly(
                        new Column("stats__ratio", 0, 0, "stats", "ratio"),
                        new Column("callee_stats__ratio", 1, 0, "stats", "ratio"),
                        new Column("callee_stats__calls", 1, 1, "stats", "calls"));
        assertThat(plan.entities().keySet()).containsExactly("caller", "callee");
        assertThat(plan.views()).containsExactly(STATS, STATS);
    }

    @ParameterizedTest
    @CsvSource({
        "stats@v2, stats@v2",
        "stats@V2, stats@v2",
        "stats@v02, stats@v2",
        "stats@latest, stats",
        "stats@, stats"
    })
    void versionsAreUnderstoodAsFeastWritesThem(String asked, String view) {
        assertThat(retrieval.plan(List.of(asked + ":calls"), false).columns())
                .containsExactly(new Column("calls", 0, 0, view, "calls"));
    }

    @Test
    void planIsComputedOnce() {
        assertThat(retrieval.plan(List.of("stats:calls"), false))
                .isSameAs(retrieval.plan(List.of("stats:calls"), false))
                .isNotSameAs(retrieval.plan(List.of("stats:calls"), true));
        assertThat(retrieval.plan("fraud", true)).isSameAs(retrieval.plan("fraud", true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "calls             | features[0] | view:feature                     | \"calls\"",
                ":calls            | features[0] | view:feature                     | \":calls\"",
                "stats:            | features[0] | view:feature                     | \"stats:\"",
                "stats:calls,x     | features[1] | view:feature                     | \"x\"",
                "gone:calls        | features[0] | one of the feature views [stats, trunk_load, by_number, stats@v2] | \"gone\"",
                "stats@v3:calls    | features[0] | one of the feature views [stats, trunk_load, by_number, stats@v2] | \"stats@v3\"",
                "disabled:calls    | features[0] | a feature view that is served    | \"disabled\", it is disabled in Feast",
                "stats:gone        | features[0] | a feature of stats: [calls, ratio] | \"gone\"",
                "stats:calls,stats:calls | features | names that differ, or full_feature_names | calls of stats and of stats",
                "stats:calls,trunk_load:calls | features | names that differ, or full_feature_names | calls of stats and of trunk_load",
                "stats:calls,by_number:total | features | views with one type of join key caller | string in stats, int64 in by_number",
            })
    void invalidRequestIsRefusedWithTheFieldInError(String references, String field, String expected, String got) {
        Refused unknown =
                catchThrowableOfType(Refused.class, () -> retrieval.plan(List.of(references.split(",")), false));

        assertThat(unknown.problem()).isEqualTo(new Problem(field, expected, got));
        assertThat(unknown).hasMessage(field + ": expected " + expected + ", got " + got);
    }

    @Test
    void duplicateFeatureIsRefusedWithFullNamesToo() {
        Refused unknown =
                catchThrowableOfType(Refused.class, () -> retrieval.plan(List.of("stats:calls", "stats:calls"), true));

        assertThat(unknown.problem().expected()).isEqualTo("each feature once");
    }

    @Test
    void requestWithoutFeaturesIsRefused() {
        Refused none = catchThrowableOfType(Refused.class, () -> retrieval.plan(List.of(), false));
        Refused empty = catchThrowableOfType(Refused.class, () -> retrieval.plan("empty", false));

        assertThat(none.problem()).isEqualTo(new Problem("features", "at least one feature", "none"));
        assertThat(empty.problem()).isEqualTo(new Problem("feature_service", "at least one feature", "none"));
    }

    @Test
    void unknownServicesAndThoseWithUnknownViewsAreRefused() {
        Refused unknown = catchThrowableOfType(Refused.class, () -> retrieval.plan("gone", false));
        Refused broken = catchThrowableOfType(Refused.class, () -> retrieval.plan("broken", false));

        assertThat(unknown.problem().field()).isEqualTo("feature_service");
        assertThat(unknown.problem().expected()).startsWith("one of [").contains("fraud");
        assertThat(unknown.problem().got()).isEqualTo("\"gone\"");
        assertThat(broken.problem().field()).isEqualTo("feature_service");
        assertThat(broken.problem().got()).isEqualTo("\"gone\"");
    }

    @Test
    void rowsAreJudgedByTheCurrentTime() {
        long now = 1_772_439_330_000L;
        store.rows.put(
                MemoryStore.text(new FeatureKeys("stats").of("a")),
                RowEncoder.encode(SchemaId.of(1, 1), now - 3_600_001, new float[] {7, 0}, new boolean[] {false, true}));
        RetrievalPlan plan = retrieval.plan(List.of("stats:ratio", "stats:calls"), false);

        FeatureRows rows = retrieval
                .read(
                        plan,
                        new EntityTable(1, List.of(new EntityColumn(new Object[] {"a"}))),
                        now,
                        Duration.ofSeconds(1))
                .toCompletableFuture()
                .join();

        assertThat(rows.outcome(0, 0)).isEqualTo(ViewOutcome.STALE);
        assertThat(rows.cells(0).number(0, 1)).isEqualTo(7);
        assertThat(FeatureStatus.of(rows.outcome(0, 0), rows.cells(0).state(0, 0)))
                .isEqualTo(FeatureStatus.OUTSIDE_MAX_AGE);
    }

    /** The whole table of what a row and a cell make together. */
    @ParameterizedTest
    @CsvSource({
        // row, ABSENT, NULL, VALUE, NOT_FINITE, BROKEN
        "PRESENT, NOT_FOUND, NULL_VALUE, PRESENT, INVALID, INVALID",
        "MISSING, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND",
        "STALE, NOT_FOUND, OUTSIDE_MAX_AGE, OUTSIDE_MAX_AGE, INVALID, INVALID",
        "FUTURE, NOT_FOUND, INVALID, INVALID, INVALID, INVALID",
        "UNREADABLE, INVALID, INVALID, INVALID, INVALID, INVALID",
        "UNKNOWN_SCHEMA, INVALID, INVALID, INVALID, INVALID, INVALID",
        "TIMED_OUT, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND",
        "UNAVAILABLE, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND",
        "OVERLOADED, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND",
    })
    void everyRowAndCellHasItsStatus(
            ViewOutcome row,
            FeatureStatus absent,
            FeatureStatus isNull,
            FeatureStatus value,
            FeatureStatus notFinite,
            FeatureStatus broken) {
        assertThat(FeatureStatus.of(row, CellState.ABSENT)).isEqualTo(absent);
        assertThat(FeatureStatus.of(row, CellState.NULL)).isEqualTo(isNull);
        assertThat(FeatureStatus.of(row, CellState.VALUE)).isEqualTo(value);
        assertThat(FeatureStatus.of(row, CellState.NOT_FINITE)).isEqualTo(notFinite);
        assertThat(FeatureStatus.of(row, CellState.BROKEN)).isEqualTo(broken);
    }

    @ParameterizedTest
    @EnumSource(ViewOutcome.class)
    void faultyOutcomesDegradeTheAnswer(ViewOutcome outcome) {
        boolean fault =
                outcome != ViewOutcome.PRESENT && outcome != ViewOutcome.MISSING && outcome != ViewOutcome.STALE;

        assertThat(outcome.degrades()).isEqualTo(fault);
        assertThat(outcome.label()).isEqualTo(outcome.name().toLowerCase(java.util.Locale.ROOT));
    }
}
