package io.voxguard.api.http.features;

import io.voxguard.api.http.BadRequest;
import io.voxguard.serving.call.FieldError;
import io.voxguard.store.StoreOutcome;
import java.time.Duration;

/** What a store that did not answer is to the one who asked. */
final class StoreFaults {
    private StoreFaults() {}

    static BadRequest of(StoreOutcome outcome, Duration deadline) {
        return switch (outcome) {
            case TIMED_OUT ->
                new BadRequest(
                        504,
                        new FieldError("store", "an answer within " + deadline.toMillis() + " ms", "none in time"));
            case OVERLOADED ->
                new BadRequest(429, new FieldError("store", "room for a request", "too many that wait already"));
            default -> new BadRequest(503, new FieldError("store", "an answer", "no connection, or an error"));
        };
    }
}
