package io.voxguard.api.http.features;

import io.voxguard.api.http.json.JsonBytes;

/** RFC 3339 with Z and 0, 3, 6 or 9 digits behind the second, as protobuf's JSON has it, quoted. */
final class TimestampJson {
    static final byte[] EPOCH = JsonBytes.ascii("\"1970-01-01T00:00:00Z\"");
    /** Bytes of the longest timestamp. */
    static final int MOST_BYTES = 32;

    private static final long DAY = 86_400;

    private TimestampJson() {}

    /** Writes a timestamp of the years 0 to 9999 at {@code at}, and returns where it ends. */
    static int write(byte[] out, int at, long seconds, int nanos) {
        long days = Math.floorDiv(seconds, DAY);
        int second = (int) Math.floorMod(seconds, DAY);
        // days to a civil date, by Howard Hinnant's algorithm: eras of 400 years that start in March
        long z = days + 719_468;
        long era = Math.floorDiv(z, 146_097L);
        int dayOfEra = (int) (z - era * 146_097);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int monthFromMarch = (5 * dayOfYear + 2) / 153;
        int day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
        int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        int year = (int) (yearOfEra + era * 400) + (month <= 2 ? 1 : 0);
        int next = at;
        out[next++] = '"';
        next = digits(out, next, year, 4);
        out[next++] = '-';
        next = digits(out, next, month, 2);
        out[next++] = '-';
        next = digits(out, next, day, 2);
        out[next++] = 'T';
        next = digits(out, next, second / 3600, 2);
        out[next++] = ':';
        next = digits(out, next, second / 60 % 60, 2);
        out[next++] = ':';
        next = digits(out, next, second % 60, 2);
        if (nanos != 0) {
            out[next++] = '.';
            if (nanos % 1_000_000 == 0) {
                next = digits(out, next, nanos / 1_000_000, 3);
            } else {
                next = nanos % 1000 == 0 ? digits(out, next, nanos / 1000, 6) : digits(out, next, nanos, 9);
            }
        }
        out[next++] = 'Z';
        out[next++] = '"';
        return next;
    }

    private static int digits(byte[] out, int at, int value, int width) {
        int rest = value;
        for (int i = at + width - 1; i >= at; i--) {
            out[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return at + width;
    }
}
