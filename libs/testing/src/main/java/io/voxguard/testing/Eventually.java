package io.voxguard.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Waits, for a bounded time, until a real server or connection has got to a state. */
public final class Eventually {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(5);

    private Eventually() {}

    /**
     * Waits until a condition holds, for 30 s at most. A condition that throws does not hold yet.
     *
     * @param expectation names the condition in the failure
     */
    public static void await(String expectation, Callable<Boolean> condition) {
        await(expectation, TIMEOUT, condition);
    }

    /** Waits for a time of the caller's. */
    public static void await(String expectation, Duration timeout, Callable<Boolean> condition) {
        Awaitility.await(expectation)
                .pollInSameThread()
                .atMost(timeout)
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL_INTERVAL)
                .ignoreExceptions()
                .until(condition);
    }
}
