package io.voxguard.rules;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Action of a rule on the calls that it matches. */
public enum RuleAction {
    /** Overrides the model and every rule evaluated later. */
    ALLOW,
    REVIEW,
    BLOCK,
    /** Marks the call without affecting the decision. */
    FLAG;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** Returns the name in lower case, as rules and replies have it. */
    public String label() {
        return label;
    }

    /** Returns the stricter of two actions: block before review before allow before flag. */
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

    /** Returns the action with a label; empty if no action has it. */
    public static Optional<RuleAction> labelled(String label) {
        return Arrays.stream(values())
                .filter(action -> action.label.equals(label))
                .findFirst();
    }
}
