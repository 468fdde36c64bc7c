package io.voxguard.serving.rules;

import io.voxguard.rules.Rule;
import io.voxguard.rules.RuleAction;
import io.voxguard.rules.evaluation.Fired;
import io.voxguard.serving.decision.Decision;
import java.util.List;

/**
 * Verdict of the rules on a call.
 *
 * @param outcome the rules that matched, and the number of conditions without a result
 */
public record RuleVerdict(String set, long revision, Fired outcome) {
    /** Returns the rules that matched, in the order of evaluation. */
    public List<Rule> fired() {
        return outcome.rules();
    }

    /** Returns the number of conditions without a result. */
    public int failed() {
        return outcome.failed();
    }

    /** Returns the decision of the rules over another decision. */
    public Decision over(Decision other) {
        return decision(outcome.over(action(other)));
    }

    private static RuleAction action(Decision decision) {
        return switch (decision) {
            case ALLOW -> RuleAction.ALLOW;
            case REVIEW -> RuleAction.REVIEW;
            case BLOCK -> RuleAction.BLOCK;
        };
    }

    private static Decision decision(RuleAction action) {
        return switch (action) {
            case BLOCK -> Decision.BLOCK;
            case REVIEW -> Decision.REVIEW;
            case ALLOW, FLAG -> Decision.ALLOW;
        };
    }
}
