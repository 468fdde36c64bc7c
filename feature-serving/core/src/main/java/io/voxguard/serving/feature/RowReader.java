package io.voxguard.serving.feature;

import io.voxguard.serving.call.Call;
import io.voxguard.serving.entity.KeyList;
import io.voxguard.serving.view.FeatureView;
import io.voxguard.store.RowSink;
import io.voxguard.store.row.RowView;
import io.voxguard.store.row.SchemaId;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the rows of one request into its cells as they arrive, and judges each by the time of its call. Used once. */
final class RowReader implements RowSink {
    /** Clocks differ, and an event may overtake the call it belongs to; more than this is a fault. */
    private static final long SKEW_MS = 60_000;

    private final List<FeatureView> views;
    private final int[] columns;
    private final List<Call> calls;
    private final KeyList keys;
    private final FeatureRows rows;
    private final RowView row = new RowView();

    RowReader(List<FeatureView> views, int[] columns, List<Call> calls, KeyList keys, FeatureRows rows) {
        this.views = views;
        this.columns = columns;
        this.calls = calls;
        this.keys = keys;
        this.rows = rows;
    }

    @Override
    public void row(int index, @Nullable ByteBuffer value) {
        if (value == null) {
            return;
        }
        int cell = keys.cells()[index];
        int call = cell / views.size();
        int at = cell % views.size();
        FeatureView view = views.get(at);
        ViewOutcome outcome = judge(value, view, calls.get(call).startedAtMs());
        rows.outcome(cell, outcome);
        if (outcome == ViewOutcome.PRESENT) {
            copy(call, columns[at], view.features().size());
        }
    }

    private ViewOutcome judge(ByteBuffer value, FeatureView view, long startedAtMs) {
        if (row.wrap(value) != null) {
            return ViewOutcome.UNREADABLE;
        }
        if (SchemaId.viewId(row.schemaId()) != view.id()) {
            return ViewOutcome.UNKNOWN_SCHEMA;
        }
        // no subtraction: a hostile event time must not wrap around
        if (row.eventTimeMs() > startedAtMs + SKEW_MS) {
            return ViewOutcome.FUTURE;
        }
        return row.eventTimeMs() < startedAtMs - view.ttl().toMillis() ? ViewOutcome.STALE : ViewOutcome.PRESENT;
    }

    private void copy(int call, int column, int features) {
        for (int f = 0; f < features; f++) {
            boolean has = f < row.size() && !row.isNull(f);
            rows.value(call, column + f, has ? row.value(f) : Float.NaN);
        }
    }
}
