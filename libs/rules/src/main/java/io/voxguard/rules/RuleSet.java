package io.voxguard.rules;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The enabled rules of a set, in the order in which they are evaluated. Immutable.
 *
 * @param name part of the keys in the store
 */
public record RuleSet(String name, List<Rule> rules) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,63}");

    public RuleSet {
        rules = rules.stream().sorted(Rule.ORDER).toList();
    }

    /** Whether a set may be called so. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }
}
