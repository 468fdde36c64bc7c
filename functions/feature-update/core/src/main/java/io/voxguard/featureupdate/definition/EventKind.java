package io.voxguard.featureupdate.definition;

import java.util.Locale;

/** Kind of a call's event. */
public enum EventKind {
    STARTED,
    ANSWERED,
    ENDED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** Returns the name in expressions. */
    public String label() {
        return label;
    }
}
