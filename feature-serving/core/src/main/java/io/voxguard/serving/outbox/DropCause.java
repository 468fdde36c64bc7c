package io.voxguard.serving.outbox;

import java.util.Locale;

/** Cause for which an item was not delivered. */
public enum DropCause {
    /** The queue was full. */
    QUEUE_FULL,
    /** The destination did not take it within the time for repeating. */
    UNAVAILABLE,
    /** The destination will never take it. */
    REJECTED,
    /** The process stopped before it was delivered. */
    STOPPED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** Returns the name in lower case. */
    public String label() {
        return label;
    }
}
