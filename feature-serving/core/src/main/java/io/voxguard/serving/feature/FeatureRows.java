package io.voxguard.serving.feature;

import io.voxguard.serving.limit.CallVerdicts;
import io.voxguard.store.CallsInProgress.Kind;
import io.voxguard.store.StoreOutcome;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/** What was read for a request: for each view of the plan and each entity a row, with its outcome and its cells. */
public final class FeatureRows implements AutoCloseable {
    private final ReadPlan plan;
    private final int rows;
    private final long skewMs;
    private final ViewCells[] cells;
    private StoreOutcome worst = StoreOutcome.DONE;
    private @Nullable ActiveCalls active;
    private CallVerdicts limits = CallVerdicts.NONE;

    /** @param skewMs how far an event time may lie after the time that a row is read for */
    FeatureRows(ReadPlan plan, int rows, long skewMs) {
        this.plan = plan;
        this.rows = rows;
        this.skewMs = skewMs;
        this.cells = new ViewCells[plan.size()];
        for (int v = 0; v < cells.length; v++) {
            cells[v] = plan.slice(v).cells(rows);
        }
    }

    /** Returns the number of entities that were asked for. */
    public int size() {
        return rows;
    }

    /** Returns whether the store answered in time. */
    public boolean delivered() {
        return worst == StoreOutcome.DONE;
    }

    /** Returns the outcome of the store; the worse one if it was asked twice. */
    public StoreOutcome storeOutcome() {
        return worst;
    }

    /** Returns the outcome of a view (by its position in the plan) for an entity. */
    public ViewOutcome outcome(int row, int view) {
        return cells[view].outcome(row);
    }

    /** Returns the rows of a view. */
    public ViewCells cells(int view) {
        return cells[view];
    }

    /** Takes the calls in progress in. */
    FeatureRows with(ActiveCalls counted) {
        active = counted;
        if (counted.outcome() != StoreOutcome.DONE) {
            worst = counted.outcome();
        }
        return this;
    }

    /** Takes the verdicts of limits on the calls in. */
    public FeatureRows with(CallVerdicts verdicts) {
        limits = verdicts;
        return this;
    }

    /** Returns the verdicts of limits on the calls; none where no limit was asked. */
    public CallVerdicts limits() {
        return limits;
    }

    /** Returns how many calls of a call's party are in progress; NaN if they have not been counted. */
    public float activeCalls(int row, Kind kind) {
        return active == null ? Float.NaN : active.of(row, kind);
    }

    /** Returns the outcome of counting the calls in progress; PRESENT where nobody asked for it. */
    public ViewOutcome activeCallsOutcome() {
        return active == null || active.outcome() == StoreOutcome.DONE
                ? ViewOutcome.PRESENT
                : ViewOutcome.undelivered(active.outcome());
    }

    /** Replaces the cells of a view: rows that come after the store's deadline are still written, to the cells that the read began with. */
    void undelivered(int view, StoreOutcome outcome) {
        worst = outcome;
        cells[view] = plan.slice(view).cells(rows);
    }

    /** Gives the cells back for other requests; nothing may be read afterwards. Optional. */
    @Override
    public void close() {
        if (delivered()) {
            for (int v = 0; v < cells.length; v++) {
                plan.slice(v).giveBack(cells[v]);
            }
        }
    }

    /** Marks rows as stale, or as from the future, by the time that each is read for. */
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
        if (eventMs > referenceMs + skewMs) {
            cells[view].outcome(row, ViewOutcome.FUTURE);
        } else if (!plan.slice(view).view().covers(eventMs, referenceMs)) {
            cells[view].outcome(row, ViewOutcome.STALE);
        }
    }
}
