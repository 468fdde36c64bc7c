package io.voxguard.rules;

/**
 * Reason for which a rule set is refused.
 *
 * @param rule the rule's id; empty if the problem is the set's
 */
public record RuleProblem(String rule, String field, String expected, String got) {
    private static final int MAX_SHOWN_CHARS = 120;

    public RuleProblem {
        if (got.codePointCount(0, got.length()) > MAX_SHOWN_CHARS) {
            got = got.substring(0, got.offsetByCodePoints(0, MAX_SHOWN_CHARS)) + "…";
        }
    }

    @Override
    public String toString() {
        return (rule.isEmpty() ? "" : "rule " + rule + ": ") + field + ": expected " + expected + ", got " + got;
    }
}
