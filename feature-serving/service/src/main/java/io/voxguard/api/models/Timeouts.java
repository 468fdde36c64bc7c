package io.voxguard.api.models;

import io.voxguard.serving.budget.Budget;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Time limits of requests for inference. */
@Singleton
public final class Timeouts {
    private final InferenceSettings inference;
    private final ScoringSettings scoring;

    Timeouts(InferenceSettings inference, ScoringSettings scoring) {
        this.inference = inference;
        this.scoring = scoring;
    }

    /**
     * Returns the time of one request. A late answer of a plain model is worthless; a score is made from the features that have arrived by then, and says so,
     * unless the sender is strict.
     *
     * @param scores whether the model scores calls
     * @param micros that the sender allows; 0 if the sender does not say
     */
    public Budget budget(boolean scores, long startNanos, long micros, boolean strict) {
        Duration otherwise = scores ? scoring.defaultDeadline() : inference.defaultTimeout();
        Duration longest = scores ? scoring.maxDeadline() : inference.maxTimeout();
        long most = longest.toNanos() / 1000;
        Duration allowed = micros == 0 ? otherwise : Duration.ofNanos(1000 * Math.min(micros, most));
        return Budget.startedAt(startNanos, allowed, !scores || strict);
    }
}
