package io.voxguard.featureupdate.definition;

import java.util.Locale;

/** Quantity of a tile's events that adds up over tiles, whatever the order of the events. */
public enum Measure {
    /** Number of events; with a flag, of those that have it. */
    COUNT,
    SUM,
    /** Sum of squares. */
    SQUARES,
    /** Earliest time. */
    FIRST,
    /** Latest time. */
    LAST,
    /** Set of different values. */
    DISTINCT,
    /** Number of events by value. */
    OCCURRENCES,
    /** Number of positions, and sums of their coordinates. */
    POSITION_SUMS,
    /** Earliest and latest position. */
    POSITION_ENDS;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** Returns the name in stored layouts. */
    public String label() {
        return label;
    }

    /** Returns whether one whole number holds it. */
    public boolean isNumber() {
        return switch (this) {
            case COUNT, SUM, SQUARES, FIRST, LAST -> true;
            case DISTINCT, OCCURRENCES, POSITION_SUMS, POSITION_ENDS -> false;
        };
    }

    /** Returns whether it is a time. */
    public boolean isTime() {
        return this == FIRST || this == LAST;
    }
}
