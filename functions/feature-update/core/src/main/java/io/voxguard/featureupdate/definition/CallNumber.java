package io.voxguard.featureupdate.definition;

import java.util.Locale;

/** Whole number of an event that can be added up. */
public enum CallNumber {
    DURATION_S,
    /** 1 where it is known where the caller was, else 0. */
    LOCATED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** Returns the name in expressions. */
    public String label() {
        return label;
    }

    /** Returns the number of an event. */
    public long of(CallEvent event) {
        return switch (this) {
            case DURATION_S -> event.durationS();
            case LOCATED -> event.callerLocation() == null ? 0 : 1;
        };
    }
}
