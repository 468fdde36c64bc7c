package io.voxguard.featureupdate.definition;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Place of an event. */
public enum CallPlace {
    CALLER_LOCATION;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** Returns the name in expressions. */
    public String label() {
        return label;
    }

    /** Returns the position of an event; null if it has none. */
    public @Nullable Position of(CallEvent event) {
        return switch (this) {
            case CALLER_LOCATION -> event.callerLocation();
        };
    }
}
