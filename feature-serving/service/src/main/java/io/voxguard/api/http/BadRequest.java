package io.voxguard.api.http;

import io.voxguard.problem.Problem;
import io.voxguard.serving.admission.Refusal;
import java.time.Duration;

/** A request that is refused, with what the reply says. Without a stack trace: it is the sender's affair. */
public final class BadRequest extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Problem error;
    private final long retryAfterSeconds;

    public BadRequest(int status, Problem error) {
        this(status, error, Duration.ZERO);
    }

    private BadRequest(int status, Problem error, Duration retryAfter) {
        super(error.message(), null, false, false);
        this.status = status;
        this.error = error;
        this.retryAfterSeconds = Math.max(1, retryAfter.plusMillis(999).toSeconds());
    }

    public static BadRequest of(String field, String expected, String got) {
        return new BadRequest(400, new Problem(field, expected, got));
    }

    public static BadRequest tooLarge(String field, String expected, String got) {
        return new BadRequest(413, new Problem(field, expected, got));
    }

    /** A model that has no room, or no time, for the request. */
    public static BadRequest of(Refusal refusal, String model) {
        return switch (refusal) {
            case Refusal.Full full ->
                new BadRequest(
                        429,
                        new Problem("model " + model, "room", full.waiting() + " requests that wait before it"),
                        full.retryAfter());
            case Refusal.TooLate late ->
                new BadRequest(
                        504,
                        new Problem(
                                "deadline",
                                "time for model " + model + ", which lately takes " + micros(late.lately()),
                                micros(late.left()) + " left"));
        };
    }

    private static String micros(Duration time) {
        return time.toNanos() / 1000 + " µs";
    }

    /** After how many whole seconds it is worth trying again; for 429. */
    public long retryAfterSeconds() {
        return retryAfterSeconds;
    }

    public int status() {
        return status;
    }

    public Problem error() {
        return error;
    }
}
