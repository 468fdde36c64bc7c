package io.voxguard.serving.vector;

/** The 1st, 50th and 99th percentile of a feature in ordinary traffic. */
public record OrdinaryRange(float low, float median, float high) {
    /** How far a value lies outside, in widths of the range; 0 inside. */
    public float distance(float value) {
        float outside = value < low ? low - value : value > high ? value - high : 0;
        return outside == 0 ? 0 : outside / width();
    }

    /** How far a value lies from the median, in widths of the range. */
    public float fromMedian(float value) {
        return Math.abs(value - median) / width();
    }

    private float width() {
        return high > low ? high - low : 1;
    }
}
