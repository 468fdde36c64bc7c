package io.voxguard.api.http.json;

/**
 * The shortest decimal that gives the same float, for the floats that features are: ratios and measures of ordinary size. Candidates of rising length are
 * computed in double precision, whose error (2^-53) is nothing beside what is asked: that the decimal lies within the float's half unit (2^-24), less a margin. What
 * has no such candidate is left to {@link Float#toString}, which costs several times as much; a test compares both.
 */
final class ShortFloat {
    private static final double[] TENS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12};
    private static final float SMALLEST = 1e-3f;
    private static final float LIMIT = 1e7f;
    private static final double MARGIN = 0.499_999_99;

    private ShortFloat() {}

    /** Writes the float, where it is of ordinary size; returns false where it is not, and nothing was written. */
    static boolean write(JsonScalars json, float value) {
        float magnitude = Math.abs(value);
        if (!(magnitude >= SMALLEST && magnitude < LIMIT)) {
            return false;
        }
        double exact = magnitude;
        double room = MARGIN * Math.ulp(magnitude);
        // digits before the point, or minus the zeros behind it: what a number of n digits has behind the point is n
        // less this
        int point = 0;
        while (point < 7 && exact >= TENS[point]) {
            point++;
        }
        for (double small = exact; small < 0.1; small *= 10) {
            point--;
        }
        int width = Math.max(1, 6 - point);
        if (fits(exact, width, room)) {
            while (width > 1 && fits(exact, width - 1, room)) {
                width--;
            }
        } else {
            do {
                width++;
            } while (width <= 9 - point && !fits(exact, width, room));
            if (width > 9 - point) {
                return false;
            }
        }
        json.fraction(value < 0, (long) Math.rint(exact * TENS[width]), width);
        return true;
    }

    private static boolean fits(double exact, int width, double room) {
        return Math.abs(Math.rint(exact * TENS[width]) / TENS[width] - exact) < room;
    }
}
