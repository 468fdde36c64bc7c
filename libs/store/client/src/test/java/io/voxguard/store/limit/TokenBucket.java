package io.voxguard.store.limit;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Reference for limits: textbook token buckets, one for each window, that fill evenly and are counted exactly, in units of one token divided by the microseconds of
 * the period. Time must not go back.
 */
public final class TokenBucket {
    private final List<Level> levels = new ArrayList<>();

    public TokenBucket(List<Window> windows) {
        windows.forEach(window -> levels.add(new Level(window)));
    }

    /** Takes the cost from all windows or from none. */
    public boolean take(long nowMicros, long cost) {
        levels.forEach(level -> level.fill(nowMicros));
        boolean enough = levels.stream().allMatch(level -> level.has(cost));
        if (enough) {
            levels.forEach(level -> level.take(cost));
        }
        return enough;
    }

    /** Returns whether the cost would be taken at a time, from now on. */
    public boolean wouldTake(long nowMicros, long cost) {
        return levels.stream().allMatch(level -> level.at(nowMicros).compareTo(level.units(cost)) >= 0);
    }

    /** Returns the whole tokens that are left. */
    public long remaining(long nowMicros) {
        return levels.stream()
                .mapToLong(level -> level.at(nowMicros).divide(level.perToken).longValueExact())
                .min()
                .orElseThrow();
    }

    /** Returns whether all windows are full at a time, from now on. */
    public boolean isFull(long nowMicros) {
        return levels.stream().allMatch(level -> level.at(nowMicros).equals(level.capacity));
    }

    private static final class Level {
        private final BigInteger perToken;
        private final BigInteger perMicro;
        private final BigInteger capacity;
        private BigInteger content;
        private long filledMicros = Long.MIN_VALUE;

        Level(Window window) {
            perToken = BigInteger.valueOf(window.period().toNanos() / 1_000);
            perMicro = BigInteger.valueOf(window.count());
            capacity = units(window.burst());
            content = capacity;
        }

        BigInteger units(long tokens) {
            return perToken.multiply(BigInteger.valueOf(tokens));
        }

        BigInteger at(long nowMicros) {
            if (filledMicros == Long.MIN_VALUE) {
                return content;
            }
            return content.add(perMicro.multiply(BigInteger.valueOf(nowMicros - filledMicros)))
                    .min(capacity);
        }

        void fill(long nowMicros) {
            if (filledMicros > nowMicros) {
                throw new IllegalArgumentException("time goes back from " + filledMicros + " to " + nowMicros);
            }
            content = at(nowMicros);
            filledMicros = nowMicros;
        }

        boolean has(long cost) {
            return content.compareTo(units(cost)) >= 0;
        }

        void take(long cost) {
            content = content.subtract(units(cost));
        }
    }
}
