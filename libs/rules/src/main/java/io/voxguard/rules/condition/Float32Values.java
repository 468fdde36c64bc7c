package io.voxguard.rules.condition;

/**
 * How values of float32 features count in conditions. A stored 0.7 is 0.699999988…, and whoever writes 0.7 into a rule means it: beside a literal, the literal is rounded to
 * float32 as well; elsewhere the value counts as the shortest decimal that names it. Whole numbers are exact in either type and stay as they are. Every engine computes the same:
 * docs/wire/rules-grammar.md. Allocates nothing.
 */
final class Float32Values {
    /** No float32 has a fraction from here on. */
    private static final double WHOLE = 0x1p24;

    private static final int MOST_DIGITS = 22;

    private Float32Values() {}

    /** Whether a value is a float32 that has a fraction. */
    static boolean isFraction(double value) {
        return (float) value == value && Math.abs(value) < WHOLE && value != Math.rint(value);
    }

    /** Returns a literal as a float32 is compared with it. */
    static double narrow(double literal) {
        return (float) literal;
    }

    /** Returns the shortest decimal of a float32 that has a fraction; any other value as it is. */
    static double decimal(double value) {
        if (!isFraction(value)) {
            return value;
        }
        double scale = 1;
        for (int digits = 1; digits <= MOST_DIGITS; digits++) {
            scale *= 10;
            double decimal = Math.rint(value * scale) / scale;
            if ((float) decimal == (float) value) {
                return decimal;
            }
        }
        return value;
    }
}
