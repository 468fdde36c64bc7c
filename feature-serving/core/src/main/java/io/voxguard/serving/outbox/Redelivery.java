package io.voxguard.serving.outbox;

import io.voxguard.time.Backoff;
import java.time.Duration;

/**
 * Repetition of batches whose delivery failed.
 *
 * @param limit time from the first attempt to the last; 0: one attempt
 * @param backoff pauses between attempts
 */
public record Redelivery(Duration limit, Backoff backoff) {
    /** One attempt for each batch. */
    public static final Redelivery NEVER =
            new Redelivery(Duration.ZERO, Backoff.exponential(Duration.ofMillis(1), Duration.ofMillis(1)));
}
