package io.voxguard.featureupdate.definition;

import java.util.List;

/** Aggregates of an entity at one time, by their places in {@link EntityDefinitions#aggregates}. */
public interface Measured {
    /** Time of no event. */
    long NO_TIME = Long.MIN_VALUE;

    /** Returns the time in Unix milliseconds. */
    long nowMs();

    /** Returns a count, a sum, the number of different values, or a time in Unix milliseconds ({@link #NO_TIME} without events). */
    long value(int slot);

    /** Returns the number of events by value, ascending. */
    long[] occurrences(int slot);

    /** Returns the sums over the positions of events. */
    PositionSums positionSums(int slot);

    /** Returns the earliest and the latest position of each tile, in their order; one where the tile has no other. */
    List<TimedPosition> path(int slot);
}
