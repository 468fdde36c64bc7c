package io.voxguard.rules;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Enabled rules of a set, in the order of evaluation. Immutable.
 *
 * @param name part of the keys in the store
 */
public record RuleSet(String name, List<Rule> rules) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,63}");

    public RuleSet {
        rules = rules.stream().sorted(Rule.ORDER).toList();
    }

    /** Returns whether a set may have this name. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }
}
