package io.voxguard.api.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.voxguard.api.StoreInMemory;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.catalogue.view.Layout;
import io.voxguard.serving.entity.EntityColumn;
import io.voxguard.serving.feature.EntityTable;
import io.voxguard.serving.feature.FeatureRows;
import io.voxguard.serving.feature.NearCache;
import io.voxguard.serving.feature.OnlineFeatures;
import io.voxguard.serving.retrieval.FeatureRetrieval;
import io.voxguard.serving.retrieval.FeatureStatus;
import io.voxguard.serving.retrieval.RetrievalPlan;
import io.voxguard.store.EventWriteOutcome;
import io.voxguard.store.FeatureKeys;
import io.voxguard.store.RowWrite;
import io.voxguard.store.row.RowEncoder;
import io.voxguard.store.row.SchemaId;
import io.voxguard.time.Ticker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FeatureMetricsTest {
    private static final long NOW_MS = 1_772_439_330_000L;
    private static final RetrievalPlan.Column CALLS =
            new RetrievalPlan.Column("calls_1h", 0, 0, "velocity", "calls_1h");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final FeatureMetrics metrics = new FeatureMetrics(registry, Ticker.SYSTEM);

    private static byte[] statuses(FeatureStatus... statuses) {
        byte[] ordinals = new byte[statuses.length + 1];
        for (int i = 0; i < statuses.length; i++) {
            ordinals[i] = (byte) statuses[i].ordinal();
        }
        ordinals[statuses.length] = (byte) FeatureStatus.INVALID.ordinal(); // room that no row uses
        return ordinals;
    }

    private PlanMetrics of(RetrievalPlan.Column... columns) {
        return metrics.of(List.of(columns), List.of());
    }

    private double values(String view, String feature, String status) {
        return registry.get("voxguard.features.values")
                .tags("view", view, "feature", feature, "status", status)
                .functionCounter()
                .count();
    }

    @Test
    void valuesAreCountedByStatusUpToTheNumberOfRows() {
        byte[] statuses = statuses(
                FeatureStatus.PRESENT,
                FeatureStatus.NOT_FOUND,
                FeatureStatus.PRESENT,
                FeatureStatus.OUTSIDE_MAX_AGE,
                FeatureStatus.NULL_VALUE);
        of(CALLS).column(0, statuses, 5);
        assertThat(values("velocity", "calls_1h", "present")).isEqualTo(2);
        assertThat(values("velocity", "calls_1h", "not_found")).isEqualTo(1);
        assertThat(values("velocity", "calls_1h", "outside_max_age")).isEqualTo(1);
        assertThat(values("velocity", "calls_1h", "null_value")).isEqualTo(1);
        assertThat(values("velocity", "calls_1h", "invalid")).isZero();
    }

    @Test
    void columnOfPresentValuesOnlyIsCountedWithoutItsStatuses() {
        of(CALLS).wholeRows(7);
        assertThat(values("velocity", "calls_1h", "present")).isEqualTo(7);
    }

    @Test
    void rowsOfAWholeReplyAreCountedForEachOfItsColumns() {
        RetrievalPlan.Column hours = new RetrievalPlan.Column("calls_24h", 0, 1, "velocity", "calls_24h");
        PlanMetrics both = of(CALLS, hours);
        both.wholeRows(3);
        of(CALLS, hours).wholeRows(2);
        of(CALLS).wholeRows(10);
        both.present(1, 100);
        both.column(0, statuses(FeatureStatus.NOT_FOUND, FeatureStatus.PRESENT), 2);
        assertThat(values("velocity", "calls_1h", "present")).isEqualTo(3 + 2 + 10 + 1);
        assertThat(values("velocity", "calls_1h", "not_found")).isEqualTo(1);
        assertThat(values("velocity", "calls_24h", "present")).isEqualTo(3 + 2 + 100);
    }

    @Test
    void listsOfColumnsBeyondOneThousandAreCountedColumnByColumn() {
        for (int i = 0; i < 1_100; i++) {
            of(CALLS, new RetrievalPlan.Column("f" + i, 0, i, "v", "f" + i)).wholeRows(1);
        }
        assertThat(values("velocity", "calls_1h", "present")).isEqualTo(1_100);
        assertThat(values("v", "f1099", "present")).isEqualTo(1);
    }

    @Test
    void featureHasOneSeriesWhateverItsNameInTheReply() {
        of(CALLS).wholeRows(1);
        of(new RetrievalPlan.Column("velocity__calls_1h", 3, 2, "velocity", "calls_1h"))
                .wholeRows(1);
        assertThat(values("velocity", "calls_1h", "present")).isEqualTo(2);
    }

    @Test
    void featuresBeyondFiveThousandShareOneSeries() {
        for (int i = 0; i < 5_000; i++) {
            of(new RetrievalPlan.Column("f" + i, 0, i, "v", "f" + i)).wholeRows(1);
        }
        of(new RetrievalPlan.Column("more", 0, 0, "v", "more")).wholeRows(2);
        of(new RetrievalPlan.Column("most", 0, 0, "v", "most")).wholeRows(3);
        assertThat(values("v", "f4999", "present")).isEqualTo(1);
        assertThat(values("other", "other", "present")).isEqualTo(5);
        assertThat(registry.find("voxguard.features.values")
                        .tag("feature", "more")
                        .functionCounter())
                .isNull();
    }

    @Test
    void writesAreCountedByViewAndOutcome() {
        metrics.written("velocity", EventWriteOutcome.WRITTEN);
        metrics.written("velocity", EventWriteOutcome.WRITTEN);
        metrics.written("velocity", EventWriteOutcome.OLDER);
        metrics.written("rhythm", EventWriteOutcome.WRITTEN);
        assertThat(writes("velocity", "written")).isEqualTo(2);
        assertThat(writes("velocity", "older")).isEqualTo(1);
        assertThat(writes("rhythm", "written")).isEqualTo(1);
    }

    private double writes(String view, String outcome) {
        return registry.get("voxguard.features.writes")
                .tags("view", view, "outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void readsAreTimedByViewAndAgesTakenOfFreshAndStaleRowsOnly() throws Exception {
        StoreInMemory store = new StoreInMemory(true);
        FeatureCatalogue catalogue =
                FeatureCatalogue.read(Path.of(System.getProperty("voxguard.root"), "models/feature-views"));
        row(store, catalogue, "fresh", NOW_MS - 5_000);
        row(store, catalogue, "stale", NOW_MS - 3 * 3_600_000);
        row(store, catalogue, "early", NOW_MS + 3_600_000);
        row(store, catalogue, "just-ahead", NOW_MS + 1_000);
        FeatureRetrieval retrieval =
                new FeatureRetrieval(catalogue, new OnlineFeatures(store, NearCache.none(), Ticker.SYSTEM));
        RetrievalPlan plan = retrieval.plan(List.of("caller_velocity:calls_1h"), false);
        EntityTable entities = new EntityTable(
                5, List.of(new EntityColumn(new Object[] {"fresh", "stale", "early", "just-ahead", "nobody"})));
        FeatureRows rows = retrieval
                .read(plan, entities, NOW_MS, Duration.ofSeconds(1))
                .toCompletableFuture()
                .get(1, TimeUnit.SECONDS);
        metrics.of(plan).read(rows, NOW_MS, TimeUnit.MILLISECONDS.toNanos(2));
        assertThat(registry.scrape())
                .contains("voxguard_features_age_seconds_count{view=\"caller_velocity\",} 3.0\n")
                .as("a row ahead of the clock is new")
                .contains("voxguard_features_age_seconds_sum{view=\"caller_velocity\",} 10805.0\n")
                .contains("voxguard_features_age_seconds_bucket{view=\"caller_velocity\",le=\"1.0\",} 1.0\n")
                .contains("voxguard_features_age_seconds_bucket{view=\"caller_velocity\",le=\"5.0\",} 2.0\n")
                .contains("voxguard_features_read_seconds_count{view=\"caller_velocity\",} 1.0\n")
                .contains("voxguard_features_read_seconds_sum{view=\"caller_velocity\",} 0.002\n");
    }

    private static void row(StoreInMemory store, FeatureCatalogue catalogue, String caller, long eventMs) {
        Layout.Packed packed =
                Objects.requireNonNull(catalogue.views().get("caller_velocity")).packed();
        int schema = SchemaId.of(packed.id(), packed.version());
        byte[] row = RowEncoder.encode(schema, eventMs, new float[6], new boolean[6]);
        store.write(
                List.of(new RowWrite(new FeatureKeys("caller_velocity").of(caller), row, Duration.ofMinutes(1))),
                Duration.ofSeconds(1));
    }
}
