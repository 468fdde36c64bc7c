package io.voxguard.time;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * Delays between attempts: the first, doubled after each failure up to the longest, each moved at random by up to a share of itself, so that replicas that failed
 * together do not come back together. Immutable.
 *
 * @param first delay after the first failure, before it is moved
 * @param longest bound of the doubling, before it is moved
 * @param jitter share by which a delay is moved either way: 0 (not at all) to 1
 * @param random returns numbers from 0 (inclusive) to 1 (exclusive)
 */
public record Backoff(Duration first, Duration longest, double jitter, DoubleSupplier random) {
    private static final int MAX_DOUBLINGS = 30;

    public Backoff {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "backoff: expected 0 < first <= longest, got " + first + " and " + longest);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter: expected 0 to 1, got " + jitter);
        }
    }

    /** Returns a backoff that doubles from the first delay to the longest, each moved by up to half of itself. */
    public static Backoff exponential(Duration first, Duration longest) {
        return new Backoff(
                first, longest, 0.5, () -> ThreadLocalRandom.current().nextDouble());
    }

    /** Returns a backoff whose delay is always the same, moved by up to a fifth of itself: the pauses of a poll. */
    public static Backoff fixed(Duration delay) {
        return new Backoff(delay, delay, 0.2, () -> ThreadLocalRandom.current().nextDouble());
    }

    /**
     * Returns how long to wait before the next attempt.
     *
     * @param failures attempts that failed since the last success; 0 counts as 1
     */
    public Duration delay(int failures) {
        int doublings = Math.min(Math.max(failures, 1) - 1, MAX_DOUBLINGS);
        double nanos = Math.min((double) first.toNanos() * (1L << doublings), (double) longest.toNanos());
        return Duration.ofNanos((long) (nanos * (1 - jitter + 2 * jitter * random.getAsDouble())));
    }

    /**
     * Waits on this thread for {@link #delay}.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    public void pause(int failures) throws InterruptedException {
        Thread.sleep(delay(failures));
    }
}
