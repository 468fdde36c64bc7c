package io.voxguard.serving.decision;

import java.util.Locale;

/** Reason for which a policy decided a call instead of the model. */
public enum PolicyReason {
    DEGRADED,
    UNKNOWN_CALLER,
    EMERGENCY_NUMBER;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name in replies and records, in lower case. */
    public String label() {
        return label;
    }
}
