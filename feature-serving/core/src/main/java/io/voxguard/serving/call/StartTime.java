package io.voxguard.serving.call;

import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * When a call started, as {@link OffsetDateTime} reads it. Its ordinary forms ({@code 2026-03-02T08:15:30Z}, with or without a fraction, or with an offset of
 * hours and minutes) are read digit by digit; java.time, which makes maps of fields on its way, reads or refuses the others.
 *
 * @param seconds since 1970
 * @param nanos behind the second
 * @param offsetSeconds of the local time, east of UTC
 */
record StartTime(long seconds, int nanos, int offsetSeconds) {
    private static final int SECONDS_END = "2026-03-02T08:15:30".length();
    private static final int MAX_FRACTION = 9;
    private static final int[] POWERS = {
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
    };
    private static final int[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    /** @throws DateTimeParseException when the text is no time with an offset */
    static StartTime parse(String text) {
        StartTime ordinary = ordinary(text);
        if (ordinary != null) {
            return ordinary;
        }
        OffsetDateTime time = OffsetDateTime.parse(text);
        return new StartTime(
                time.toEpochSecond(), time.getNano(), time.getOffset().getTotalSeconds());
    }

    /** Unix milliseconds, rounded down. */
    long millis() {
        return seconds * 1000 + nanos / 1_000_000;
    }

    /** Returns the time of a text in an ordinary form; null for any other, be it right or wrong. */
    static @Nullable StartTime ordinary(String text) {
        if (text.length() <= SECONDS_END
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || text.charAt(10) != 'T'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':') {
            return null;
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        boolean inRange = year >= 0
                && month >= 1
                && month <= 12
                && day >= 1
                && day <= days(year, month)
                && hour >= 0
                && hour <= 23
                && minute >= 0
                && minute <= 59
                && second >= 0
                && second <= 59;
        if (!inRange) {
            return null;
        }
        int at = SECONDS_END;
        int nanos = 0;
        if (text.charAt(at) == '.') {
            int begin = ++at;
            while (at < text.length() && isDigit(text.charAt(at))) {
                at++;
            }
            int digits = at - begin;
            if (digits == 0 || digits > MAX_FRACTION) {
                return null;
            }
            nanos = number(text, begin, at) * POWERS[MAX_FRACTION - digits];
        }
        int offset = offset(text, at);
        if (offset == Integer.MIN_VALUE) {
            return null;
        }
        long local = daysSince1970(year, month, day) * 86_400 + hour * 3600L + minute * 60L + second;
        return new StartTime(local - offset, nanos, offset);
    }

    /** Returns the seconds of {@code Z} or of hours and minutes; the smallest integer for any other end of the text. */
    private static int offset(String text, int at) {
        int left = text.length() - at;
        if (left == 1 && text.charAt(at) == 'Z') {
            return 0;
        }
        if (left != 6 || text.charAt(at + 3) != ':') {
            return Integer.MIN_VALUE;
        }
        char sign = text.charAt(at);
        int hours = number(text, at + 1, at + 3);
        int minutes = number(text, at + 4, at + 6);
        if (sign != '+' && sign != '-' || hours < 0 || hours > 17 || minutes < 0 || minutes > 59) {
            return Integer.MIN_VALUE;
        }
        int seconds = hours * 3600 + minutes * 60;
        return sign == '-' ? -seconds : seconds;
    }

    private static int days(int year, int month) {
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return month == 2 && leap ? 29 : DAYS[month - 1];
    }

    /** Days of a date of the proleptic Gregorian calendar, by Howard Hinnant's algorithm: years that begin in March. */
    private static long daysSince1970(int year, int month, int day) {
        long y = month <= 2 ? year - 1 : year;
        long era = Math.floorDiv(y, 400);
        long yearOfEra = y - era * 400;
        long dayOfYear = (153L * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097 + dayOfEra - 719_468;
    }

    /** Returns the number that digits are; -1 where there is anything but digits. */
    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (!isDigit(c)) {
                return -1;
            }
            number = 10 * number + c - '0';
        }
        return number;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
