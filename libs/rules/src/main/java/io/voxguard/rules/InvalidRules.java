package io.voxguard.rules;

import java.util.List;

/** A rule set, or what claims to be one, that is refused as a whole. */
public final class InvalidRules extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int TOLD = 5;

    private final transient List<RuleProblem> problems;

    public InvalidRules(List<RuleProblem> problems) {
        super(told(problems));
        this.problems = List.copyOf(problems);
    }

    public InvalidRules(String rule, String field, String expected, String got) {
        this(List.of(new RuleProblem(rule, field, expected, got)));
    }

    public List<RuleProblem> problems() {
        return problems;
    }

    private static String told(List<RuleProblem> problems) {
        String first = String.join(
                "; ", problems.stream().limit(TOLD).map(RuleProblem::toString).toList());
        return problems.size() <= TOLD ? first : first + "; and " + (problems.size() - TOLD) + " more";
    }
}
