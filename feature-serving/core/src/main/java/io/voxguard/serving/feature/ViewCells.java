package io.voxguard.serving.feature;

import io.voxguard.serving.value.EventTime;
import io.voxguard.serving.value.ValueVisitor;
import java.util.Arrays;

/** What the store has of one view for the entities of a request: a row per entity, a cell per feature. */
public abstract sealed class ViewCells permits PackedCells, HashCells {
    private final long[] seconds;
    private final int[] nanos;
    private final ViewOutcome[] outcomes;
    private final CellOrigin[] origins;

    ViewCells(int rows) {
        this.seconds = new long[rows];
        this.nanos = new int[rows];
        this.outcomes = new ViewOutcome[rows];
        this.origins = new CellOrigin[rows];
        clear(rows);
    }

    /** Forgets the first rows. */
    final void clear(int rows) {
        Arrays.fill(seconds, 0, rows, 0);
        Arrays.fill(nanos, 0, rows, 0);
        Arrays.fill(outcomes, 0, rows, ViewOutcome.MISSING);
        Arrays.fill(origins, 0, rows, CellOrigin.STORE);
    }

    /** How many rows there is room for. */
    final int room() {
        return outcomes.length;
    }

    /** What became of the row, judged by the time that it was read for. */
    public ViewOutcome outcome(int row) {
        return outcomes[row];
    }

    /** Event time of the row: seconds since 1970; 0 where there is none. */
    public long eventSeconds(int row) {
        return seconds[row];
    }

    public int eventNanos(int row) {
        return nanos[row];
    }

    public CellOrigin origin(int row) {
        return origins[row];
    }

    /** What there is of a feature (by its place in the selection), without its value. */
    public abstract CellState state(int row, int feature);

    /** Shows the value to the visitor, where there is one. What there is, is known only now for certain. */
    public abstract CellState read(int row, int feature, ValueVisitor visitor);

    /** The value as a model takes it; NaN where there is none that is a number. */
    public abstract float number(int row, int feature);

    final void outcome(int row, ViewOutcome outcome) {
        outcomes[row] = outcome;
    }

    final void origin(int row, CellOrigin origin) {
        origins[row] = origin;
    }

    final void eventTime(int row, long second, int nano) {
        seconds[row] = second;
        nanos[row] = nano;
    }

    final long eventMillis(int row) {
        return EventTime.millis(seconds[row], nanos[row]);
    }
}
