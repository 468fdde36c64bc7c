package io.voxguard.api.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.serving.feature.FeatureRows;
import io.voxguard.serving.feature.ViewCells;
import io.voxguard.serving.feature.ViewOutcome;
import io.voxguard.serving.retrieval.FeatureStatus;
import io.voxguard.serving.retrieval.RetrievalPlan;
import io.voxguard.store.EventWriteOutcome;
import io.voxguard.time.Ticker;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * The meters of reading and writing features; {@code docs/metrics.md} lists them. Labels are views and features of the catalogue and fixed words; of
 * more than {@link #MOST_FEATURES} features the rest are counted together.
 */
@Singleton
public final class FeatureMetrics {
    private static final int MOST_FEATURES = 5_000;
    private static final FeatureStatus[] STATUSES = FeatureStatus.values();
    private static final RetrievalPlan.Column OTHER = new RetrievalPlan.Column("", 0, 0, "other", "other");
    private static final long[] AGES_MS = Arrays.stream(
                    new long[] {1, 5, 15, 60, 300, 900, 3_600, 21_600, 86_400, 604_800})
            .map(TimeUnit.SECONDS::toMillis)
            .toArray();
    private static final long[] LATENCIES_NANOS = Arrays.stream(
                    new long[] {50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 1_000_000})
            .map(TimeUnit.MICROSECONDS::toNanos)
            .toArray();

    private final PrometheusMeterRegistry registry;
    private final Map<String, LongAdder[]> values = new ConcurrentHashMap<>();
    private final Histograms ages;
    private final Histograms reads;
    private final Map<String, Histograms.Series> ageOfView = new ConcurrentHashMap<>();
    private final Map<String, Histograms.Series> readsOfView = new ConcurrentHashMap<>();
    private final Map<String, Counter> writes = new ConcurrentHashMap<>();
    private final Map<RetrievalPlan.Column, LongAdder[]> columns = new ConcurrentHashMap<>();

    FeatureMetrics(PrometheusMeterRegistry registry, Ticker ticker) {
        this.registry = registry;
        ages = new Histograms(
                "voxguard_features_age_seconds", "Age of a row at the time it was read", AGES_MS, 1e3, ticker);
        reads = new Histograms(
                "voxguard_features_read_seconds",
                "Time of a read of the view from the store",
                LATENCIES_NANOS,
                1e9,
                ticker);
        registry.getPrometheusRegistry().register(ages);
        registry.getPrometheusRegistry().register(reads);
    }

    /**
     * One feature, answered for some entities.
     *
     * @param statuses by entity, as ordinals of {@link FeatureStatus}; the first {@code rows} count
     * @param present whether all of them are PRESENT
     */
    public void answered(RetrievalPlan.Column column, byte[] statuses, int rows, boolean present) {
        LongAdder[] counters = columns.get(column);
        if (counters == null) {
            counters = counters(column);
        }
        if (present) {
            counters[FeatureStatus.PRESENT.ordinal()].add(rows);
            return;
        }
        int[] count = new int[STATUSES.length];
        for (int row = 0; row < rows; row++) {
            count[statuses[row]]++;
        }
        for (int i = 0; i < count.length; i++) {
            if (count[i] > 0) {
                counters[i].add(count[i]);
            }
        }
    }

    /** The rows of a request, as they came from the store. */
    public void read(RetrievalPlan plan, FeatureRows rows, long nowMs, long nanos) {
        ages.tick();
        reads.tick();
        List<FeatureView> views = plan.views();
        for (int v = 0; v < views.size(); v++) {
            String view = views.get(v).name();
            series(readsOfView, view, reads).record(nanos);
            Histograms.Series age = series(ageOfView, view, ages);
            ViewCells cells = rows.cells(v);
            for (int row = 0; row < rows.size(); row++) {
                if (cells.outcome(row) == ViewOutcome.PRESENT || cells.outcome(row) == ViewOutcome.STALE) {
                    age.record(Math.max(0, nowMs - cells.eventSeconds(row) * 1000));
                }
            }
        }
    }

    /** One row that was to be written into a view. */
    public void written(String view, EventWriteOutcome outcome) {
        String key = view + ' ' + outcome;
        Counter counter = writes.get(key);
        if (counter == null) {
            counter = writes.computeIfAbsent(key, k -> Counter.builder("voxguard.features.writes")
                    .description("Rows that were to be written, by what became of them")
                    .tag("view", view)
                    .tag("outcome", outcome.label())
                    .register(registry));
        }
        counter.increment();
    }

    private LongAdder[] counters(RetrievalPlan.Column column) {
        RetrievalPlan.Column labels = values.size() < MOST_FEATURES ? column : OTHER;
        LongAdder[] counters =
                values.computeIfAbsent(labels.viewName() + ':' + labels.featureName(), key -> Arrays.stream(STATUSES)
                        .map(status -> Counting.counter(
                                registry,
                                "voxguard.features.values",
                                "Values asked for, by the status they were answered with",
                                "view",
                                labels.viewName(),
                                "feature",
                                labels.featureName(),
                                "status",
                                status.name().toLowerCase(Locale.ROOT)))
                        .toArray(LongAdder[]::new));
        if (columns.size() < 4 * MOST_FEATURES) {
            columns.put(column, counters);
        }
        return counters;
    }

    private static Histograms.Series series(Map<String, Histograms.Series> known, String view, Histograms histograms) {
        Histograms.Series series = known.get(view);
        return series != null
                ? series
                : known.computeIfAbsent(view, name -> histograms.add(List.of("view"), List.of(name)));
    }
}
