package io.voxguard.rules;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What becomes of a call that a rule fits. */
public enum RuleAction {
    /** Wins over the model and over every rule that comes after. */
    ALLOW,
    REVIEW,
    BLOCK,
    /** Names the call, and changes nothing. */
    FLAG;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As the outside sees it, in lower case. */
    public String label() {
        return label;
    }

    /** The action of that label. */
    public static Optional<RuleAction> labelled(String label) {
        return Arrays.stream(values())
                .filter(action -> action.label.equals(label))
                .findFirst();
    }
}
