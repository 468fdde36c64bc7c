package io.voxguard.fanout.replay;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A delivery of a range of the log to one destination, once more.
 *
 * @param id later ones have greater ones
 * @param from time at which the log took the first events, inclusive
 * @param to time before which the log took the last ones
 * @param filter that events must match beside the destination's own, in CloudEvents SQL; empty: all do
 * @param logStartsAt time of the log's first entry, if that is after {@code from}: what was before it is gone
 * @param endedAt empty while it runs
 * @param cause of its failure; empty if it did not fail
 */
public record Replay(
        String id,
        State state,
        Instant from,
        Instant to,
        Optional<String> filter,
        Optional<Instant> logStartsAt,
        Instant startedAt,
        Optional<Instant> endedAt,
        Optional<String> cause) {
    /** Separates the name of a destination, which cannot have it, from a replay's id. */
    private static final String SEPARATOR = "/replay/";

    /** State of a replay. */
    public enum State {
        RUNNING,
        /** Everything in the range is delivered, filtered out or a dead letter. */
        DONE,
        FAILED,
        CANCELLED
    }

    /** Returns a replay that begins now. */
    public static Replay begin(
            Instant from, Instant to, Optional<String> filter, Optional<Instant> logStartsAt, Instant now) {
        String id = HexFormat.of().toHexDigits(now.toEpochMilli(), 12) + "-"
                + HexFormat.of().toHexDigits(new SecureRandom().nextInt());
        return new Replay(
                id,
                State.RUNNING,
                millis(from),
                millis(to),
                filter,
                logStartsAt,
                millis(now),
                Optional.empty(),
                Optional.empty());
    }

    /** The log's entries and the register have milliseconds. */
    private static Instant millis(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS);
    }

    public boolean isRunning() {
        return state == State.RUNNING;
    }

    Replay ended(State end, Optional<String> why, Instant now) {
        return new Replay(id, end, from, to, filter, logStartsAt, startedAt, Optional.of(millis(now)), why);
    }

    /** Returns the name of the group that reads the log for it. */
    public String group(String destination) {
        return destination + SEPARATOR + id;
    }

    /** Returns the destination that a group of the log replays to; empty if it is the group of a destination. */
    public static Optional<String> destinationOf(String group) {
        int end = group.indexOf(SEPARATOR);
        return end < 0 ? Optional.empty() : Optional.of(group.substring(0, end));
    }
}
