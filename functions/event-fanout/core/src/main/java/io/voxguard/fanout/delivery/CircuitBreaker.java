package io.voxguard.fanout.delivery;

import io.voxguard.time.Ticker;
import java.time.Duration;

/**
 * Stops sending to a destination that has failed several times in a row; after a pause lets one request through, whose result decides. For one thread, except for
 * {@link #state}.
 */
final class CircuitBreaker {
    private final int failuresToOpen;
    private final Duration pause;
    private final Ticker ticker;
    private volatile State state = State.CLOSED;
    private int failures;
    private long openUntilNanos;
    private boolean probing;

    /** State of a circuit. */
    enum State {
        /** Everything is sent. */
        CLOSED,
        /** Nothing is sent. */
        OPEN,
        /** One request is sent at a time. */
        HALF_OPEN
    }

    CircuitBreaker(int failuresToOpen, Duration pause, Ticker ticker) {
        this.failuresToOpen = failuresToOpen;
        this.pause = pause;
        this.ticker = ticker;
    }

    State state() {
        return state;
    }

    /** Returns whether a request may be sent now; {@link #begin} says that it is. */
    boolean allows() {
        return switch (state) {
            case CLOSED -> true;
            case OPEN -> ticker.nanos() - openUntilNanos >= 0;
            case HALF_OPEN -> !probing;
        };
    }

    /** Records that a request is being sent. */
    void begin() {
        if (state != State.CLOSED) {
            state = State.HALF_OPEN;
            probing = true;
        }
    }

    /** Records that the destination has answered. */
    void succeed() {
        failures = 0;
        probing = false;
        state = State.CLOSED;
    }

    /**
     * Records that it has not taken a request; one that began before the circuit opened does not prolong the pause.
     *
     * @param after pause that the destination asks for
     */
    void fail(Duration after) {
        failures++;
        boolean opens = state == State.HALF_OPEN || (state == State.CLOSED && failures >= failuresToOpen);
        if (opens) {
            Duration longer = after.compareTo(pause) > 0 ? after : pause;
            openUntilNanos = ticker.nanos() + longer.toNanos();
            state = State.OPEN;
        }
        probing = false;
    }

    /** Returns the nanoseconds until a request may be sent, or the given most. */
    long waitNanos(long mostNanos) {
        return state == State.OPEN ? Math.clamp(openUntilNanos - ticker.nanos(), 0, mostNanos) : mostNanos;
    }
}
