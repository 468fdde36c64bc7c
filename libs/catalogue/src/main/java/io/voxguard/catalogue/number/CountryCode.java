package io.voxguard.catalogue.number;

/** Country codes of ITU-T E.164: how many of a number's first digits are one. */
final class CountryCode {
    private static final boolean[] TWO_DIGITS = new boolean[100];

    static {
        int[] codes = {
            20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55, 56, 57, 58, 60,
            61, 62, 63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98
        };
        for (int code : codes) {
            TWO_DIGITS[code] = true;
        }
    }

    private CountryCode() {}

    /** 1 to 3, for a number written with + and at least three digits. */
    static int length(String number) {
        int first = number.charAt(1) - '0';
        if (first == 1 || first == 7) {
            return 1;
        }
        return TWO_DIGITS[10 * first + number.charAt(2) - '0'] ? 2 : 3;
    }
}
