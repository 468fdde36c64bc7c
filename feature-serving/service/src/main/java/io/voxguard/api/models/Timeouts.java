package io.voxguard.api.models;

import io.voxguard.api.scoring.ScoringSettings;
import io.voxguard.serving.budget.Budget;
import jakarta.inject.Singleton;
import java.time.Duration;

/** How long requests for inference may take. */
@Singleton
public final class Timeouts {
    private final Models models;
    private final InferenceSettings inference;
    private final ScoringSettings scoring;

    Timeouts(Models models, InferenceSettings inference, ScoringSettings scoring) {
        this.models = models;
        this.inference = inference;
        this.scoring = scoring;
    }

    /**
     * The time of one request. A plain model's answer that is late is none; a scored one is made of what there is by then, and says so, unless the
     * sender is strict.
     *
     * @param micros that the sender gives it; 0: it does not say
     */
    public Budget budget(String model, long startNanos, long micros, boolean strict) {
        boolean scores = models.repository().scores(model);
        Duration otherwise = scores ? scoring.defaultDeadline() : inference.defaultTimeout();
        Duration longest = scores ? scoring.maxDeadline() : inference.maxTimeout();
        long most = longest.toNanos() / 1000;
        Duration allowed = micros == 0 ? otherwise : Duration.ofNanos(1000 * Math.min(micros, most));
        return Budget.startedAt(startNanos, allowed, !scores || strict);
    }
}
