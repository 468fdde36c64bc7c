package io.voxguard.featureupdate.definition;

import java.util.Comparator;
import java.util.List;

/** Position of an event at its time, in Unix milliseconds. The order is that of time; at one time that of positions. */
public record TimedPosition(long timeMs, Position position) implements Comparable<TimedPosition> {
    private static final Comparator<TimedPosition> ORDER =
            Comparator.comparingLong(TimedPosition::timeMs).thenComparing(TimedPosition::position);
    /** Shortest time that a distance is divided by: calls from two places at once give a large number, not an infinite one. */
    private static final long MIN_MS = 60_000;

    private static final long HOUR_MS = 3_600_000;

    @Override
    public int compareTo(TimedPosition other) {
        return ORDER.compare(this, other);
    }

    /**
     * Returns the highest speed from one position to the next in km/h; NaN with fewer than two.
     *
     * @param path positions in their order
     */
    static double highestSpeed(List<TimedPosition> path) {
        double highest = path.size() < 2 ? Expression.NULL : 0;
        for (int i = 1; i < path.size(); i++) {
            TimedPosition from = path.get(i - 1);
            TimedPosition to = path.get(i);
            long ms = Math.max(MIN_MS, to.timeMs - from.timeMs);
            highest = Math.max(highest, from.position.kmTo(to.position) * HOUR_MS / ms);
        }
        return highest;
    }
}
