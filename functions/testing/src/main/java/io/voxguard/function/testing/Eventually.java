package io.voxguard.function.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Waits for conditions, for a bounded time. */
public final class Eventually {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

    private Eventually() {}

    /**
     * Waits until a condition holds. A condition that throws ends the wait.
     *
     * @param expectation names the condition in the failure
     * @throws org.awaitility.core.ConditionTimeoutException if it does not hold within 30 s
     */
    public static void await(String expectation, Callable<Boolean> condition) throws Exception {
        Awaitility.await(expectation)
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL_INTERVAL)
                .atMost(LIMIT)
                .until(condition);
    }
}
