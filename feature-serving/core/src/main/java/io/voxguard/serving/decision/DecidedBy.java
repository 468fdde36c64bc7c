package io.voxguard.serving.decision;

import java.util.Locale;

/** Basis of a decision. */
public enum DecidedBy {
    /** The model's score and its thresholds alone. */
    MODEL,
    /** The policy for calls about which too little is known, or which must never be held back: a {@link PolicyReason} says why. */
    POLICY,
    /** Detection rules: they changed what the model and the policy had decided. */
    RULES,
    /** A rate limit that had no room for the call. */
    LIMIT;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name in replies and records, in lower case. */
    public String label() {
        return label;
    }
}
