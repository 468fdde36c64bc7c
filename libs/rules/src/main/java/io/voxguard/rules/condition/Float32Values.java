package io.voxguard.rules.condition;

/**
 * Rules by which conditions compare values of float32 features. A stored 0.7 is 0.699999988…, which is what a rule that says 0.7 must match: in a comparison with a
 * literal, the literal is rounded to float32; elsewhere the value counts as its shortest decimal. Integers are exact in both types and stay unchanged. Every engine
 * computes the same: docs/wire/rules-grammar.md. Allocates nothing.
 */
final class Float32Values {
    /** Magnitude from which no float32 has a fraction. */
    private static final double NO_FRACTION = 0x1p24;

    private static final int MAX_DIGITS = 22;

    private Float32Values() {}

    /** Returns whether a value is a float32 with a fraction. */
    static boolean isFraction(double value) {
        return (float) value == value && Math.abs(value) < NO_FRACTION && value != Math.rint(value);
    }

    /** Returns a literal rounded to float32. */
    static double narrow(double literal) {
        return (float) literal;
    }

    /** Returns the shortest decimal of a float32 with a fraction; any other value unchanged. */
    static double decimal(double value) {
        if (!isFraction(value)) {
            return value;
        }
        double scale = 1;
        for (int digits = 1; digits <= MAX_DIGITS; digits++) {
            scale *= 10;
            double decimal = Math.rint(value * scale) / scale;
            if ((float) decimal == (float) value) {
                return decimal;
            }
        }
        return value;
    }
}
