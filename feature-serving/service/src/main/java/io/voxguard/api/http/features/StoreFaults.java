package io.voxguard.api.http.features;

import io.voxguard.api.http.BadRequest;
import io.voxguard.problem.Problem;
import io.voxguard.store.StoreOutcome;
import java.time.Duration;

/** What a store that did not answer is to the one who asked. */
final class StoreFaults {
    private StoreFaults() {}

    static BadRequest of(StoreOutcome outcome, Duration deadline) {
        return switch (outcome) {
            case TIMED_OUT ->
                new BadRequest(
                        504, new Problem("store", "an answer within " + deadline.toMillis() + " ms", "none in time"));
            case OVERLOADED ->
                new BadRequest(429, new Problem("store", "room for a request", "too many that wait already"));
            default -> new BadRequest(503, new Problem("store", "an answer", "no connection, or an error"));
        };
    }
}
