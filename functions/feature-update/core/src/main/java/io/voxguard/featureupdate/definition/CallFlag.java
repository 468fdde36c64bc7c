package io.voxguard.featureupdate.definition;

import io.voxguard.catalogue.number.NumberRanges;
import io.voxguard.catalogue.number.PhoneNumber;
import java.util.Locale;

/** Property that an event has or has not. */
public enum CallFlag {
    /** Caller and callee have different country codes. */
    INTERNATIONAL,
    /** The callee's number range costs more than others. */
    PREMIUM,
    NIGHT,
    /** Ended without an answer. */
    UNANSWERED,
    /** Ended after less than 10 seconds. */
    SHORT;

    private static final int SHORT_S = 10;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** Returns the name in expressions. */
    public String label() {
        return label;
    }

    /** Returns whether an event has it. */
    public boolean of(CallEvent event, NumberRanges ranges) {
        return switch (this) {
            case INTERNATIONAL -> PhoneNumber.acrossBorders(event.caller(), event.callee());
            case PREMIUM -> ranges.of(event.callee()).costly();
            case NIGHT -> CallTime.hour(event.timeMs()) < CallTime.NIGHT_ENDS;
            case UNANSWERED -> event.kind() == EventKind.ENDED && event.durationS() == 0;
            case SHORT -> event.kind() == EventKind.ENDED && event.durationS() < SHORT_S;
        };
    }
}
