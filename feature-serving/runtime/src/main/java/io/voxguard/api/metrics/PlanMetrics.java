package io.voxguard.api.metrics;

import io.voxguard.serving.feature.FeatureRows;
import io.voxguard.serving.feature.ViewCells;
import io.voxguard.serving.feature.ViewOutcome;
import io.voxguard.serving.retrieval.FeatureStatus;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The meters of the reads and replies of one plan, found once for all of them. Thread-safe. */
public final class PlanMetrics {
    private final List<Histograms> ticking;
    private final List<View> views;
    private final FeatureCounts[] counts;
    private final @Nullable LongAdder wholeRows;

    PlanMetrics(List<Histograms> ticking, List<View> views, FeatureCounts[] counts, @Nullable LongAdder wholeRows) {
        this.ticking = ticking;
        this.views = views;
        this.counts = counts;
        this.wholeRows = wholeRows;
    }

    /** The histograms of one view. */
    record View(Histograms.Series reads, Histograms.Series ages) {}

    /** Records the rows of a request, as they came from the store. */
    public void read(FeatureRows rows, long nowMs, long nanos) {
        for (int h = 0; h < ticking.size(); h++) {
            ticking.get(h).tick();
        }
        for (int v = 0; v < views.size(); v++) {
            View view = views.get(v);
            view.reads.record(nanos);
            ViewCells cells = rows.cells(v);
            for (int row = 0; row < rows.size(); row++) {
                if (cells.outcome(row) == ViewOutcome.PRESENT || cells.outcome(row) == ViewOutcome.STALE) {
                    view.ages.record(Math.max(0, nowMs - cells.eventSeconds(row) * 1000));
                }
            }
        }
    }

    /** Counts a reply of which every value was PRESENT. */
    public void wholeRows(int rows) {
        if (wholeRows != null) {
            wholeRows.add(rows);
            return;
        }
        for (int column = 0; column < counts.length; column++) {
            present(column, rows);
        }
    }

    /** Counts a column of which every value was PRESENT, of a reply that is not so throughout. */
    public void present(int column, int rows) {
        counts[column].add(FeatureStatus.PRESENT, rows);
    }

    /**
     * Counts one column of a reply of which not every value was PRESENT.
     *
     * @param statuses ordinals of {@link FeatureStatus}; the first {@code rows} count
     */
    public void column(int column, byte[] statuses, int rows) {
        counts[column].add(statuses, rows);
    }
}
