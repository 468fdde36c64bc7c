package io.voxguard.store.limit;

import java.time.Duration;

/**
 * Window of a limit: {@code count} tokens in each period, at an even rate, and at most {@code burst} at once. Times are exact: a token takes
 * {@code period / count}, which is kept as a reduced fraction of microseconds, so that 7 a second are 7 and not 6.99. Immutable.
 */
public final class Window {
    /** Longest period, and longest time for an empty bucket to be full again: engines bound expiries, DragonflyDB to eight years. */
    public static final Duration MAX_PERIOD = Duration.ofDays(5 * 366);

    /** Largest count and burst. */
    public static final long MAX_COUNT = 1_000_000_000;

    private static final long NANOS_A_MICRO = 1_000;
    private static final long MICROS_A_MILLI = 1_000;

    private final long count;
    private final long periodMicros;
    private final long burst;
    /** Units of {@code 1 / unit} microseconds that a token takes. */
    private final long tokenUnits;

    private final long unit;
    private final long burstUnits;

    private Window(long count, long periodMicros, long burst, long tokenUnits, long unit, long burstUnits) {
        this.count = count;
        this.periodMicros = periodMicros;
        this.burst = burst;
        this.tokenUnits = tokenUnits;
        this.unit = unit;
        this.burstUnits = burstUnits;
    }

    /**
     * Returns a window.
     *
     * @throws IllegalArgumentException if a number is out of its bounds, or the three together are too large for exact arithmetic
     */
    public static Window of(long count, Duration period, long burst) {
        check("count", count);
        check("burst", burst);
        if (period.compareTo(MAX_PERIOD) > 0 || period.isNegative() || period.toNanos() < NANOS_A_MICRO) {
            throw new IllegalArgumentException(
                    "period: expected 1 µs to " + MAX_PERIOD.toDays() + " days, got " + period);
        }
        if (period.toNanosPart() % NANOS_A_MICRO != 0) {
            throw new IllegalArgumentException("period: expected whole microseconds, got " + period);
        }
        long periodMicros = period.toNanos() / NANOS_A_MICRO;
        long divisor = greatestCommonDivisor(periodMicros, count);
        long tokenUnits = periodMicros / divisor;
        long unit = count / divisor;
        if (burst > Long.MAX_VALUE / 4 / tokenUnits) {
            throw new IllegalArgumentException("burst: expected a burst and a period that can be counted exactly, got "
                    + burst + " and " + count + " in " + period);
        }
        long burstUnits = burst * tokenUnits;
        if (burstUnits / unit >= MAX_PERIOD.toNanos() / NANOS_A_MICRO) {
            throw new IllegalArgumentException("burst: expected one that is full again within " + MAX_PERIOD.toDays()
                    + " days, got " + burst + " at " + count + " in " + period);
        }
        return new Window(count, periodMicros, burst, tokenUnits, unit, burstUnits);
    }

    private static void check(String field, long value) {
        if (value < 1 || value > MAX_COUNT) {
            throw new IllegalArgumentException(field + ": expected 1 to " + MAX_COUNT + ", got " + value);
        }
    }

    private static long greatestCommonDivisor(long a, long b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }

    public long count() {
        return count;
    }

    public Duration period() {
        return Duration.ofNanos(periodMicros * NANOS_A_MICRO);
    }

    public long burst() {
        return burst;
    }

    /** Returns the denominator of fractions of a microsecond. */
    public long unit() {
        return unit;
    }

    /** Returns the whole microseconds that a cost takes, which must not be above the burst. */
    public long wholeMicros(long cost) {
        return cost * tokenUnits / unit;
    }

    /** Returns the numerator of the fraction of a microsecond that a cost takes beyond {@link #wholeMicros}. */
    public long fraction(long cost) {
        return cost * tokenUnits % unit;
    }

    /**
     * Returns how many whole tokens are left, from 0 to the burst.
     *
     * @param fullMicros time at which the bucket is full again
     * @param fullFraction numerator of a fraction of a microsecond beyond it
     */
    public long remaining(long nowMicros, long fullMicros, long fullFraction) {
        long ahead = fullMicros - nowMicros;
        if (ahead < 0) {
            return burst;
        }
        if (ahead > burstUnits / unit) {
            return 0; // the store's clock was set back
        }
        return Math.max(0, (burstUnits - ahead * unit - fullFraction) / tokenUnits);
    }

    /** Returns the milliseconds after which a cost passes if nothing else is taken, rounded up; the cost must not be above the burst. */
    public long retryAfterMs(long cost, long nowMicros, long fullMicros, long fullFraction) {
        long whole = fullMicros - nowMicros + wholeMicros(cost) - burstUnits / unit;
        long fraction = fullFraction + fraction(cost) - burstUnits % unit;
        return Math.max(0, Math.ceilDiv(whole + Math.ceilDiv(fraction, unit), MICROS_A_MILLI));
    }

    /** Returns the milliseconds after which the bucket is full if nothing else is taken, rounded up. */
    public static long resetAfterMs(long nowMicros, long fullMicros, long fullFraction) {
        return Math.max(0, Math.ceilDiv(fullMicros - nowMicros + (fullFraction > 0 ? 1 : 0), MICROS_A_MILLI));
    }

    /** Returns count, period and burst as text. */
    @Override
    public String toString() {
        return count + " in " + period() + ", burst " + burst;
    }
}
