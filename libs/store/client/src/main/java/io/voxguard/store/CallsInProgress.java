package io.voxguard.store;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Calls in progress by caller and by trunk. Asynchronous, with a time limit and a bounded queue, as {@link OnlineStore}. Thread-safe.
 *
 * <p>A call is in progress from its first event until it ends or expires. When it expires follows from its start alone: no event prolongs it. Events may be
 * repeated and may come in any order; an end is remembered, so that an event that was under way does not bring the call back.
 */
public interface CallsInProgress {
    /**
     * Takes one event of a call in, for each of its parties in one step. After anything but {@link StoreOutcome#DONE} it may have been taken in or not: it may be
     * repeated.
     *
     * @return the outcome for each party, in their order
     */
    CompletionStage<List<Recorded>> record(Event event, List<Party> parties, Duration limit);

    /** Counts the calls of a party that are in progress now. */
    CompletionStage<Active> count(Party party, Duration limit);

    /** Counts the calls of several parties that are in progress now, in one round trip. */
    CompletionStage<Counts> countEach(List<Party> parties, Duration limit);

    /**
     * Counts the calls of a party that are in progress now, and returns the ids of those that expire first.
     *
     * @param maxIds at most how many ids
     */
    CompletionStage<Active> list(Party party, int maxIds, Duration limit);

    /** What has happened to a call. The order is that of the script's argument. */
    enum Step {
        STARTED,
        ANSWERED,
        ENDED
    }

    /**
     * Event of a call.
     *
     * @param startedAt when the call started; a time after now is taken for now
     */
    record Event(Step step, String callId, Instant startedAt) {}

    /** Kind of party that calls are counted by. */
    enum Kind {
        CALLER,
        TRUNK;

        /** Name in requests and in keys. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Party of calls.
     *
     * @param name the caller's number or the trunk's name; without braces
     */
    record Party(Kind kind, String name) {
        // a key on the way of each call: a record's own methods are interpreted in a native executable

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Party party && kind == party.kind && name.equals(party.name);
        }

        @Override
        public int hashCode() {
            return 31 * name.hashCode() + kind.ordinal();
        }

        /** Returns the key of the calls in progress: {@code calls:{<name>}:caller} or {@code …:trunk}. */
        public byte[] key() {
            return ("calls:{" + name + "}:" + kind.label()).getBytes(StandardCharsets.UTF_8);
        }

        /** Returns the key of the calls that have ended, in the slot of {@link #key}. */
        public byte[] endedKey() {
            return ("calls:{" + name + "}:" + kind.label() + ":ended").getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Effect of an event. The order is that of the script's replies. */
    enum Effect {
        /** It changes nothing: the same is known already. */
        UNCHANGED,
        CHANGED,
        /** The call is known to have ended, or has expired. */
        OVER,
        /** The party has as many calls in progress as are counted at most: the call is not counted. */
        FULL
    }

    /**
     * Outcome of taking an event in.
     *
     * @param active number of the party's calls in progress after it; 0 unless {@link StoreOutcome#DONE}
     */
    record Recorded(StoreOutcome outcome, Effect effect, long active) {}

    /**
     * Calls of a party in progress.
     *
     * @param count 0 unless {@link StoreOutcome#DONE}
     * @param ids those that expire first; empty if they were not asked for
     * @param asOf when they were counted
     */
    record Active(StoreOutcome outcome, long count, List<String> ids, Instant asOf) {}

    /**
     * Calls of several parties in progress.
     *
     * @param counts in the order of the parties; empty unless {@link StoreOutcome#DONE}
     */
    record Counts(StoreOutcome outcome, List<Long> counts) {}

    /**
     * Bounds of what is kept of a party's calls.
     *
     * @param maxRinging longest time from the start for which a call that is not answered counts
     * @param maxDuration longest time from the start for which a call counts
     * @param rememberEnded for how long an end is remembered
     * @param maxCalls most calls in progress
     * @param maxEnded most ends that are remembered; the ones due to be forgotten soonest make room
     */
    record Limits(Duration maxRinging, Duration maxDuration, Duration rememberEnded, int maxCalls, int maxEnded) {
        public Limits {
            if (maxRinging.toMillis() < 1 || maxRinging.compareTo(maxDuration) > 0) {
                throw new IllegalArgumentException(
                        "max-ringing: expected 1 ms to max-duration (" + maxDuration + "), got " + maxRinging);
            }
            if (maxDuration.compareTo(Duration.ofDays(7)) > 0) {
                throw new IllegalArgumentException("max-duration: expected at most 7 days, got " + maxDuration);
            }
            if (rememberEnded.toMillis() < 1 || rememberEnded.compareTo(Duration.ofDays(7)) > 0) {
                throw new IllegalArgumentException("remember-ended: expected 1 ms to 7 days, got " + rememberEnded);
            }
            if (maxCalls < 1 || maxEnded < 1) {
                throw new IllegalArgumentException(
                        "max-calls, max-ended: expected at least 1, got " + maxCalls + ", " + maxEnded);
            }
        }
    }
}
