package io.voxguard.serving.decision;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Treatment of a call. */
public enum Decision {
    ALLOW,
    REVIEW,
    BLOCK;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** Returns the decision of that label; empty where none has it. */
    public static Optional<Decision> labelled(String label) {
        return Arrays.stream(values())
                .filter(decision -> decision.label.equals(label))
                .findFirst();
    }

    /** As the outside sees it, in lower case. */
    public String label() {
        return label;
    }
}
