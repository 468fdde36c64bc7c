package io.voxguard.serving.feature;

import java.util.Arrays;

/** The stored features of some calls: a cell per call and view, with its outcome and, where present, its values. */
public final class FeatureRows {
    private final int views;
    private final int stride;
    private final ViewOutcome[] outcomes;
    private final float[] values;

    FeatureRows(int calls, int views, int stride, ViewOutcome initially) {
        this.views = views;
        this.stride = stride;
        this.outcomes = new ViewOutcome[calls * views];
        this.values = new float[initially == ViewOutcome.MISSING ? calls * stride : 0];
        Arrays.fill(outcomes, initially);
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
