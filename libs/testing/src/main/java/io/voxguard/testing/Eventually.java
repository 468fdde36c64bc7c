package io.voxguard.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Waits, for a bounded time, until a real server or connection has got to a state. */
public final class Eventually {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(5);

    private Eventually() {}

    /**
     * Waits until a condition holds. One that throws does not hold yet.
     *
     * @param what is waited for, for the error
     */
    public static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(TIMEOUT)
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL_INTERVAL)
                .ignoreExceptions()
                .until(condition);
    }
}
