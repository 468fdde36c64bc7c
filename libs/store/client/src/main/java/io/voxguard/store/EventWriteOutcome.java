package io.voxguard.store;

import java.util.Locale;

/** What became of an {@link EventWrite}. */
public enum EventWriteOutcome {
    WRITTEN,
    /** A newer event is stored; nothing was written. */
    OLDER,
    /** An event of the same time is stored: this one, or another that came first. Nothing was written. */
    DUPLICATE,
    /** No answer in time: it may have been written or not. */
    TIMED_OUT,
    /** No connection, or the store answered with an error: it may have been written or not. */
    UNAVAILABLE,
    /** Refused here: the bounded queue in front of the store is full. */
    OVERLOADED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As the outside sees it, in lower case. */
    public String label() {
        return label;
    }

    /** Whether the store has decided: the event, or a newer one, is in it. */
    public boolean settled() {
        return this == WRITTEN || this == OLDER || this == DUPLICATE;
    }
}
