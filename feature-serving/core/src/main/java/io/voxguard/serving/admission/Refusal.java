package io.voxguard.serving.admission;

import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import java.time.Duration;

/** Why a request is not let in. */
public sealed interface Refusal {
    /**
     * Too many wait already.
     *
     * @param waiting how many
     * @param retryAfter when, at the pace of late, half of them will have been served
     */
    record Full(int waiting, Duration retryAfter) implements Refusal {}

    /**
     * The answer would come too late.
     *
     * @param left of the request's time
     * @param lately what such requests take, with those that wait before it
     */
    record TooLate(Duration left, Duration lately) implements Refusal {}

    /** Returns the refusal as the sender of a request for this model is told of it. */
    default Refused toRefused(String model) {
        return switch (this) {
            case Full full ->
                new Refused(
                        Refused.Kind.OVERLOADED,
                        new Problem("model " + model, "room", full.waiting() + " requests that wait before it"),
                        full.retryAfter());
            case TooLate late ->
                new Refused(
                        Refused.Kind.TOO_LATE,
                        new Problem(
                                "deadline",
                                "time for model " + model + ", which lately takes " + micros(late.lately()),
                                micros(late.left()) + " left"));
        };
    }

    private static String micros(Duration time) {
        return time.toNanos() / 1000 + " µs";
    }
}
