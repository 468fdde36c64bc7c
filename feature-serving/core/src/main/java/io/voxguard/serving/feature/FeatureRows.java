package io.voxguard.serving.feature;

import io.voxguard.store.StoreOutcome;
import java.util.function.IntToLongFunction;

/** What was read for a request: for each view of the plan and each entity a row, with its outcome and its cells. */
public final class FeatureRows implements AutoCloseable {
    /** Clocks differ, and an event may overtake the call it belongs to; more than this is a fault. */
    private static final long SKEW_MS = 60_000;

    private final ReadPlan plan;
    private final int rows;
    private final ViewCells[] cells;
    private StoreOutcome worst = StoreOutcome.DONE;

    FeatureRows(ReadPlan plan, int rows) {
        this.plan = plan;
        this.rows = rows;
        this.cells = new ViewCells[plan.size()];
        for (int v = 0; v < cells.length; v++) {
            cells[v] = plan.slice(v).cells(rows);
        }
    }

    /** How many entities were asked for. */
    public int size() {
        return rows;
    }

    /** Whether the store answered in time. */
    public boolean delivered() {
        return worst == StoreOutcome.DONE;
    }

    /** How the store did: the worse where it was asked twice. */
    public StoreOutcome storeOutcome() {
        return worst;
    }

    /** What became of the view (by its position in the plan) for the entity. */
    public ViewOutcome outcome(int row, int view) {
        return cells[view].outcome(row);
    }

    /** The rows of a view. */
    public ViewCells cells(int view) {
        return cells[view];
    }

    /** What was not delivered goes to other cells: late rows may still come in, and then nobody looks at where they go. */
    void undelivered(int view, StoreOutcome outcome) {
        worst = outcome;
        cells[view] = plan.slice(view).cells(rows);
    }

    /** Says that nobody reads it any more, so that other requests can use its room. Need not be called. */
    @Override
    public void close() {
        if (delivered()) {
            for (int v = 0; v < cells.length; v++) {
                plan.slice(v).giveBack(cells[v]);
            }
        }
    }

    /** Judges every row that is there by the time that it is for. */
    void judge(IntToLongFunction referenceMs) {
        for (int v = 0; v < cells.length; v++) {
            for (int row = 0; row < rows; row++) {
                if (cells[v].outcome(row) == ViewOutcome.PRESENT) {
                    judge(v, row, referenceMs.applyAsLong(row));
                }
            }
        }
    }

    private void judge(int view, int row, long referenceMs) {
        long eventMs = cells[view].eventMillis(row);
        // no subtraction: a hostile event time must not wrap around
        if (eventMs > referenceMs + SKEW_MS) {
            cells[view].outcome(row, ViewOutcome.FUTURE);
        } else if (!plan.slice(view).view().covers(eventMs, referenceMs)) {
            cells[view].outcome(row, ViewOutcome.STALE);
        }
    }
}
