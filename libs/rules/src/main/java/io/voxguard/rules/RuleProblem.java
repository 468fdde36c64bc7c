package io.voxguard.rules;

/**
 * Why a rule set cannot be used.
 *
 * @param rule the rule's id; empty where the set as a whole is meant
 */
public record RuleProblem(String rule, String field, String expected, String got) {
    private static final int LONGEST = 120;

    public RuleProblem {
        if (got.codePointCount(0, got.length()) > LONGEST) {
            got = got.substring(0, got.offsetByCodePoints(0, LONGEST)) + "…";
        }
    }

    @Override
    public String toString() {
        return (rule.isEmpty() ? "" : "rule " + rule + ": ") + field + ": expected " + expected + ", got " + got;
    }
}
