package io.voxguard.store;

import java.util.Locale;

/** Outcome of an {@link EventWrite}. */
public enum EventWriteOutcome {
    WRITTEN,
    /** A newer event is stored; nothing was written. */
    OLDER,
    /** An event of the same time is stored: this one, or one that came before it. Nothing was written. */
    DUPLICATE,
    /** No answer in time: it may have been written or not. */
    TIMED_OUT,
    /** No connection, or the store answered with an error: it may have been written or not. */
    UNAVAILABLE,
    /** Refused here: the bounded queue in front of the store is full. */
    OVERLOADED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** Returns the name in lower case, as clients see it. */
    public String label() {
        return label;
    }

    /** Returns whether the store has decided: it holds this event, or a newer one. */
    public boolean settled() {
        return this == WRITTEN || this == OLDER || this == DUPLICATE;
    }
}
