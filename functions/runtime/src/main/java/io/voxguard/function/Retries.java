package io.voxguard.function;

import io.voxguard.function.event.Outcome;
import io.voxguard.time.Backoff;
import io.voxguard.time.Ticker;
import java.time.Duration;

/** Repeats what ends in {@link Outcome.Retry}, with growing delays, within a time limit. Thread-safe. */
public final class Retries {
    private final Backoff backoff;
    private final Ticker ticker;
    private final Sleeper sleeper;

    /** Waits on the calling thread. */
    @FunctionalInterface
    public interface Sleeper {
        void sleep(Duration delay) throws InterruptedException;
    }

    /** One attempt. */
    @FunctionalInterface
    public interface Attempt {
        Outcome run() throws InterruptedException;
    }

    Retries(Backoff backoff, Ticker ticker, Sleeper sleeper) {
        this.backoff = backoff;
        this.ticker = ticker;
        this.sleeper = sleeper;
    }

    /**
     * Returns the outcome of the last attempt: the first that does not ask for a retry, or the one after which no other would begin within the limit.
     *
     * @param limit from the first attempt to the beginning of the last; {@link Duration#ZERO} is one attempt
     */
    public Outcome run(Attempt attempt, Duration limit) throws InterruptedException {
        long began = ticker.nanos();
        for (int attempts = 1; ; attempts++) {
            Outcome outcome = attempt.run();
            if (!(outcome instanceof Outcome.Retry)) {
                return outcome;
            }
            Duration delay = backoff.delay(attempts);
            if (ticker.nanos() - began + delay.toNanos() > limit.toNanos()) {
                return outcome;
            }
            sleeper.sleep(delay);
        }
    }
}
