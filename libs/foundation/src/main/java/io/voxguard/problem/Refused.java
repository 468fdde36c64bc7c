package io.voxguard.problem;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Refusal of a request or of a part of it, for its sender. Without a stack trace: refusing is part of ordinary work, and the fault is the sender's or the
 * moment's. Each protocol maps the kind to its own status in one place.
 */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final transient Problem problem;
    private final Duration retryAfter;

    /** Reason why a request is refused, as far as the sender must tell one from another. */
    public enum Kind {
        /** The request is not what it should be. */
        INVALID,
        /** The configuration does not allow it. */
        FORBIDDEN,
        /** It names something unknown. */
        NOT_FOUND,
        /** The addressed resource or service has no such method. */
        NO_SUCH_METHOD,
        /** The sender accepts no reply that can be given. */
        NOT_ACCEPTABLE,
        /** Another change came first. */
        CONFLICT,
        /** The request is larger than allowed. */
        TOO_LARGE,
        /** The body is in an encoding that is not read here. */
        UNSUPPORTED_ENCODING,
        /** The request depends on an expectation that is not met here. */
        EXPECTATION_FAILED,
        /** Too much work waits; worth another try after {@link Refused#retryAfter}. */
        OVERLOADED,
        /** A fault of the service itself. */
        FAULT,
        /** Something that the answer needs is not there now. */
        UNAVAILABLE,
        /** The request's time is up, or too short. */
        TOO_LATE
    }

    public Refused(Kind kind, Problem problem) {
        this(kind, problem, Duration.ZERO);
    }

    public Refused(Kind kind, Problem problem, Duration retryAfter) {
        super(problem.message(), null, false, false);
        this.kind = kind;
        this.problem = problem;
        this.retryAfter = retryAfter;
    }

    /** Returns a refusal of kind {@link Kind#INVALID}. */
    public static Refused invalid(String field, String expected, String got) {
        return new Refused(Kind.INVALID, new Problem(field, expected, got));
    }

    /** Returns a refusal of kind {@link Kind#TOO_LARGE}. */
    public static Refused tooLarge(String field, String expected, String got) {
        return new Refused(Kind.TOO_LARGE, new Problem(field, expected, got));
    }

    /** Returns a refusal of a single value whose place in the request its reader does not know; the caller names it by {@link #at}. */
    public static Refused ofValue(String expected, @Nullable Object got) {
        return invalid("value", expected, got instanceof String text ? '"' + text + '"' : String.valueOf(got));
    }

    /** Returns this refusal with the field's path from the whole request, for callers that know where the refused value stood. */
    public Refused at(String field) {
        return new Refused(kind, new Problem(field, problem.expected(), problem.got()), retryAfter);
    }

    public Kind kind() {
        return kind;
    }

    public Problem problem() {
        return problem;
    }

    /** Returns how long to wait before the next try; zero if nothing is known about it. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
