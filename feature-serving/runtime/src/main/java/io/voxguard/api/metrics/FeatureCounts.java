package io.voxguard.api.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.voxguard.serving.retrieval.FeatureStatus;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** How many values of one feature were answered with each status. Thread-safe. */
final class FeatureCounts {
    private static final FeatureStatus[] STATUSES = FeatureStatus.values();

    private final LongAdder[] byStatus = new LongAdder[STATUSES.length];
    /** Counters of rows of which this feature, and others, were all PRESENT. */
    private final List<LongAdder> wholeRows = new CopyOnWriteArrayList<>();

    private FeatureCounts() {
        for (int status = 0; status < byStatus.length; status++) {
            byStatus[status] = new LongAdder();
        }
    }

    /** Returns counts that the registry shows; to be kept, because the registry has no other hold on them. */
    static FeatureCounts registered(MeterRegistry registry, String view, String feature) {
        FeatureCounts counts = new FeatureCounts();
        for (FeatureStatus status : STATUSES) {
            FunctionCounter.builder("voxguard.features.values", counts, all -> all.sum(status))
                    .description("Values asked for, by the status they were answered with")
                    .tags(
                            "view",
                            view,
                            "feature",
                            feature,
                            "status",
                            status.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        return counts;
    }

    private long sum(FeatureStatus status) {
        long sum = byStatus[status.ordinal()].sum();
        return status == FeatureStatus.PRESENT
                ? sum + wholeRows.stream().mapToLong(LongAdder::sum).sum()
                : sum;
    }

    void countAlso(LongAdder rows) {
        wholeRows.add(rows);
    }

    void add(FeatureStatus status, int values) {
        byStatus[status.ordinal()].add(values);
    }

    /** @param statuses ordinals of {@link FeatureStatus}; the first {@code rows} count */
    void add(byte[] statuses, int rows) {
        int[] count = new int[STATUSES.length];
        for (int row = 0; row < rows; row++) {
            count[statuses[row]]++;
        }
        for (int status = 0; status < count.length; status++) {
            if (count[status] > 0) {
                byStatus[status].add(count[status]);
            }
        }
    }
}
