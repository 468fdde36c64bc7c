package io.voxguard.store.messaging;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Waits, for a bounded time, until a real server or channel has got to a state. */
public final class Eventually {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(5);

    private Eventually() {}

    /** Waits until a condition holds. One that throws does not hold yet. */
    public static void await(String what, Callable<Boolean> condition) {
        await(what, TIMEOUT, condition);
    }

    /** Waits so long at most. */
    public static void await(String what, Duration timeout, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(timeout)
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL_INTERVAL)
                .ignoreExceptions()
                .until(condition);
    }
}
