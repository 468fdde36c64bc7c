package io.voxguard.rules;

import java.util.List;

/** Thrown if a rule set is refused. A set is used as a whole or not at all; the problems name everything that is wrong with it. */
public final class InvalidRules extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int MAX_SHOWN_PROBLEMS = 5;

    private final transient List<RuleProblem> problems;

    public InvalidRules(List<RuleProblem> problems) {
        super(summary(problems));
        this.problems = List.copyOf(problems);
    }

    public InvalidRules(String rule, String field, String expected, String got) {
        this(List.of(new RuleProblem(rule, field, expected, got)));
    }

    public List<RuleProblem> problems() {
        return problems;
    }

    private static String summary(List<RuleProblem> problems) {
        String first = String.join(
                "; ",
                problems.stream()
                        .limit(MAX_SHOWN_PROBLEMS)
                        .map(RuleProblem::toString)
                        .toList());
        return problems.size() <= MAX_SHOWN_PROBLEMS
                ? first
                : first + "; and " + (problems.size() - MAX_SHOWN_PROBLEMS) + " more";
    }
}
