package io.voxguard.serving.feature;

import io.voxguard.store.StoreOutcome;
import java.util.Locale;

/** What became of one view's row for one call. Only {@link #PRESENT} gives values; everything else, the defaults. */
public enum ViewOutcome {
    PRESENT(false),
    /** The store has no row for the entity, or the call names no entity. */
    MISSING(false),
    /** The row is older than the view's TTL at the time of the call. */
    STALE(false),
    /** The row's event time is more than a minute after the call. */
    FUTURE(true),
    /** The bytes are not a row. */
    UNREADABLE(true),
    /** The row is of another view than its key says. */
    UNKNOWN_SCHEMA(true),
    TIMED_OUT(true),
    UNAVAILABLE(true),
    OVERLOADED(true);

    private final boolean degrades;
    private final String label = name().toLowerCase(Locale.ROOT);

    ViewOutcome(boolean degrades) {
        this.degrades = degrades;
    }

    /** Whether an answer without this view is less than whole: something is wrong, not just unknown. */
    public boolean degrades() {
        return degrades;
    }

    /** As the outside sees it, in lower case. */
    public String label() {
        return label;
    }

    static ViewOutcome undelivered(StoreOutcome outcome) {
        return switch (outcome) {
            case DONE -> MISSING;
            case TIMED_OUT -> TIMED_OUT;
            case UNAVAILABLE -> UNAVAILABLE;
            case OVERLOADED -> OVERLOADED;
        };
    }
}
