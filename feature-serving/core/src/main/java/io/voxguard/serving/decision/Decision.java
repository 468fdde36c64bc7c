package io.voxguard.serving.decision;

import java.util.Locale;

/** What to do with a call. */
public enum Decision {
    ALLOW,
    REVIEW,
    BLOCK;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As the outside sees it, in lower case. */
    public String label() {
        return label;
    }
}
