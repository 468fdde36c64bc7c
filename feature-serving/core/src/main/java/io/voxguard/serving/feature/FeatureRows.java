package io.voxguard.serving.feature;

import io.voxguard.serving.entity.KeyList;
import java.util.Arrays;

/** The stored features of some calls: a cell per call and view, with its outcome and, where present, its values. */
public final class FeatureRows {
    private final int views;
    private final int stride;
    private final ViewOutcome[] outcomes;
    private final float[] values;
    private final boolean delivered;

    private FeatureRows(int calls, int views, int stride, boolean delivered) {
        this.views = views;
        this.stride = stride;
        this.delivered = delivered;
        this.outcomes = new ViewOutcome[calls * views];
        this.values = new float[delivered ? calls * stride : 0];
        Arrays.fill(outcomes, ViewOutcome.MISSING);
    }

    /** Cells that are missing until a row comes in. */
    static FeatureRows awaiting(int calls, int views, int stride) {
        return new FeatureRows(calls, views, stride, true);
    }

    /** What is left of a read that the store did not deliver: that outcome for every cell that was asked for. */
    static FeatureRows undelivered(int calls, int views, KeyList asked, ViewOutcome why) {
        FeatureRows rows = new FeatureRows(calls, views, 0, false);
        for (int i = 0; i < asked.keys().size(); i++) {
            rows.outcomes[asked.cells()[i]] = why;
        }
        return rows;
    }

    /** Whether the store answered in time. */
    public boolean delivered() {
        return delivered;
    }

    /** What became of the view (by its position among the model's views) for the call (by its position in the request). */
    public ViewOutcome outcome(int call, int view) {
        return outcomes[call * views + view];
    }

    /**
     * A value of a view that is present; NaN where it is null or was never written.
     *
     * @param column of the feature: the features before its view's, plus its place in the view
     */
    public float value(int call, int column) {
        return values[call * stride + column];
    }

    void outcome(int cell, ViewOutcome outcome) {
        outcomes[cell] = outcome;
    }

    void value(int call, int column, float value) {
        values[call * stride + column] = value;
    }
}
