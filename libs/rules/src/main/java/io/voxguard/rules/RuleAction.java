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

    /** The stricter of two: a call that one blocks is blocked, one that either would have reviewed is reviewed; a flag gives way to anything. */
    public RuleAction orStricter(RuleAction other) {
        return strictness() >= other.strictness() ? this : other;
    }

    private int strictness() {
        return switch (this) {
            case FLAG -> 0;
            case ALLOW -> 1;
            case REVIEW -> 2;
            case BLOCK -> 3;
        };
    }

    /** The action of that label. */
    public static Optional<RuleAction> labelled(String label) {
        return Arrays.stream(values())
                .filter(action -> action.label.equals(label))
                .findFirst();
    }
}
