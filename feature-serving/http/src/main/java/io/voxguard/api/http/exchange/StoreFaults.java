package io.voxguard.api.http.exchange;

import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import io.voxguard.store.StoreOutcome;
import java.time.Duration;

/** Turns a store that did not answer into the refusal of a request. */
public final class StoreFaults {
    private StoreFaults() {}

    public static Refused of(StoreOutcome outcome, Duration deadline) {
        return switch (outcome) {
            case TIMED_OUT ->
                new Refused(
                        Refused.Kind.TOO_LATE,
                        new Problem("store", "an answer within " + deadline.toMillis() + " ms", "none in time"));
            case OVERLOADED ->
                new Refused(
                        Refused.Kind.OVERLOADED,
                        new Problem("store", "room for a request", "too many that wait already"));
            default ->
                new Refused(Refused.Kind.UNAVAILABLE, new Problem("store", "an answer", "no connection, or an error"));
        };
    }
}
