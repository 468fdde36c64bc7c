package io.voxguard.function.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for conditions, for a bounded time. */
public final class Eventually {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long PAUSE_NANOS = 20_000_000;

    private Eventually() {}

    /**
     * Waits until a condition holds.
     *
     * @param expectation names the condition in the failure
     * @throws AssertionError if it does not hold within 30 s
     */
    public static void await(String expectation, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("expected within " + LIMIT.toSeconds() + " s: " + expectation);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
