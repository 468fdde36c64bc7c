package io.voxguard.featureupdate.definition;

/** Computation of a feature. NaN stands for null, which arithmetic hands on by itself. */
@FunctionalInterface
public interface Expression {
    /** Value of null. */
    double NULL = Double.NaN;

    /** Returns the value for an entity; NaN is null. */
    double of(Measured measured);

    /** Returns null for a quotient by zero. */
    static double quotient(double dividend, double divisor) {
        return divisor == 0 ? NULL : dividend / divisor;
    }
}
