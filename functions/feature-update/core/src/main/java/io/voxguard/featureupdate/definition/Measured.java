package io.voxguard.featureupdate.definition;

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
}
