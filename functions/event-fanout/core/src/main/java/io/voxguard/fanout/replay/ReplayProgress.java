package io.voxguard.fanout.replay;

import java.time.Instant;
import java.util.Optional;

/**
 * A replay and how far it is.
 *
 * @param position everything that the log took before this time, from the beginning of the range, is settled; empty if the replay ended before it was done
 * @param read entries that are settled: delivered, dead, or not matched by a filter
 * @param matched settled events that both filters matched
 * @param delivered events that the destination has
 * @param dead events among the dead letters
 */
public record ReplayProgress(
        Replay replay, Optional<Instant> position, long read, long matched, long delivered, long dead) {
    /** Returns the progress of a replay that has not begun to read. */
    public static ReplayProgress none(Replay replay) {
        return new ReplayProgress(replay, Optional.of(replay.from()), 0, 0, 0, 0);
    }
}
