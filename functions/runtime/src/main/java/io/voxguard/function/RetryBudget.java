package io.voxguard.function;

import io.voxguard.function.event.Outcome;
import java.time.Duration;

/**
 * A time for retries that several pieces of work share: each may use all of it, until one has used it in vain. The next would wait as long for the same store or
 * database, so that from then on each piece gets one attempt. For one thread.
 */
public final class RetryBudget {
    private final Retries retries;
    private Duration limit;

    public RetryBudget(Retries retries, Duration limit) {
        this.retries = retries;
        this.limit = limit;
    }

    public Outcome run(Retries.Attempt attempt) throws InterruptedException {
        Outcome outcome = retries.run(attempt, limit);
        if (outcome instanceof Outcome.Retry) {
            limit = Duration.ZERO;
        }
        return outcome;
    }

    /** Returns the time that the next piece of work may use. */
    public Duration limit() {
        return limit;
    }
}
