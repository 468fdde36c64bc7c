package io.voxguard.api.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.serving.retrieval.RetrievalPlan;
import io.voxguard.store.EventWriteOutcome;
import io.voxguard.time.Ticker;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The meters of reading and writing features; {@code docs/metrics.md} lists them. Labels are views and features of the catalogue and fixed words; of
 * more than {@link #MOST_FEATURES} features the rest are counted together.
 */
@Singleton
public final class FeatureMetrics {
    private static final int MOST_FEATURES = 5_000;
    /** Lists of columns that have a counter of their own. */
    private static final int MOST_LISTS = 1_024;

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
    private final Map<String, FeatureCounts> values = new ConcurrentHashMap<>();
    private final Histograms ages;
    private final Histograms reads;
    private final Map<String, Histograms.Series> ageOfView = new ConcurrentHashMap<>();
    private final Map<String, Histograms.Series> readsOfView = new ConcurrentHashMap<>();
    private final Map<String, Counter> writes = new ConcurrentHashMap<>();
    private final Map<List<RetrievalPlan.Column>, LongAdder> wholeRows = new ConcurrentHashMap<>();

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

    /** Returns the meters of a plan's reads and replies: to be asked once for each plan, not once for each request. */
    public PlanMetrics of(RetrievalPlan plan) {
        return of(plan.columns(), plan.views().stream().map(FeatureView::name).toList());
    }

    PlanMetrics of(List<RetrievalPlan.Column> columns, List<String> views) {
        FeatureCounts[] counts = columns.stream().map(this::counts).toArray(FeatureCounts[]::new);
        List<PlanMetrics.View> timed = views.stream()
                .map(view -> new PlanMetrics.View(series(readsOfView, view, reads), series(ageOfView, view, ages)))
                .toList();
        return new PlanMetrics(List.of(reads, ages), timed, counts, wholeRows(columns, counts));
    }

    /** Returns what counts the rows of which all these columns were PRESENT; null where there are too many different lists of columns. */
    private @Nullable LongAdder wholeRows(List<RetrievalPlan.Column> of, FeatureCounts[] counts) {
        LongAdder rows = wholeRows.get(of);
        if (rows != null || wholeRows.size() >= MOST_LISTS) {
            return rows;
        }
        return wholeRows.computeIfAbsent(of, columns -> {
            LongAdder added = new LongAdder();
            for (FeatureCounts count : counts) {
                count.countAlso(added);
            }
            return added;
        });
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

    private FeatureCounts counts(RetrievalPlan.Column column) {
        RetrievalPlan.Column labels = values.size() < MOST_FEATURES ? column : OTHER;
        String key = column.viewName() + ':' + column.featureName();
        FeatureCounts known = values.get(key);
        return known != null
                ? known
                : values.computeIfAbsent(
                        labels.viewName() + ':' + labels.featureName(),
                        name -> FeatureCounts.registered(registry, labels.viewName(), labels.featureName()));
    }

    private static Histograms.Series series(Map<String, Histograms.Series> known, String view, Histograms histograms) {
        Histograms.Series series = known.get(view);
        return series != null
                ? series
                : known.computeIfAbsent(view, name -> histograms.add(List.of("view"), List.of(name)));
    }
}
