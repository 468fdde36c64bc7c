package io.voxguard.api.models;

import io.voxguard.serving.budget.Budget;
import io.voxguard.time.Ticker;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Time limits of requests for inference. */
@Singleton
public final class Timeouts {
    private final InferenceSettings inference;
    private final ScoringSettings scoring;
    private final Ticker ticker;

    /** @throws IllegalArgumentException if a default is longer than the longest time that a request may ask for */
    Timeouts(InferenceSettings inference, ScoringSettings scoring, Ticker ticker) {
        check(
                "voxguard.scoring.default-deadline",
                scoring.defaultDeadline(),
                "voxguard.scoring.max-deadline",
                scoring.maxDeadline());
        check(
                "voxguard.inference.default-timeout",
                inference.defaultTimeout(),
                "voxguard.inference.max-timeout",
                inference.maxTimeout());
        this.inference = inference;
        this.scoring = scoring;
        this.ticker = ticker;
    }

    private static void check(String key, Duration value, String keyOfMost, Duration most) {
        if (value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    key + ": expected at most " + keyOfMost + " (" + most + "), got " + value);
        }
    }

    /**
     * Returns the time of one request. A late answer of a plain model is worthless; a score is made from the features that have arrived by then, and says so,
     * unless the sender is strict.
     *
     * @param startNanos reading of the ticker when the request began
     * @param scores whether the model scores calls
     * @param micros that the sender allows; 0 if the sender does not say
     */
    public Budget budget(boolean scores, long startNanos, long micros, boolean strict) {
        Duration otherwise = scores ? scoring.defaultDeadline() : inference.defaultTimeout();
        Duration longest = scores ? scoring.maxDeadline() : inference.maxTimeout();
        long most = longest.toNanos() / 1000;
        Duration allowed = micros == 0 ? otherwise : Duration.ofNanos(1000 * Math.min(micros, most));
        return Budget.startedAt(ticker, startNanos, allowed, !scores || strict);
    }
}
