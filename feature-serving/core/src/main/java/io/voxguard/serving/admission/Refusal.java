package io.voxguard.serving.admission;

import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import java.time.Duration;

/** Reason for which a request is not admitted. */
public sealed interface Refusal {
    /**
     * Too many wait already.
     *
     * @param waiting number of requests that wait
     * @param retryAfter time after which, at the recent pace, half of them will have been served
     */
    record Full(int waiting, Duration retryAfter) implements Refusal {}

    /**
     * The answer would be too late.
     *
     * @param left time that the request has left
     * @param lately time that such requests took recently, with those that wait before it
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
