package io.voxguard.serving.rules;

import io.voxguard.rules.Rule;
import io.voxguard.rules.RuleAction;
import io.voxguard.rules.evaluation.Fired;
import io.voxguard.serving.decision.Decision;
import java.util.List;

/**
 * What rules have to say of a call.
 *
 * @param outcome the rules that fit, and how many conditions had no result
 */
public record RuleVerdict(String set, long revision, Fired outcome) {
    /** The rules that fit, in the order of evaluation. */
    public List<Rule> fired() {
        return outcome.rules();
    }

    /** Conditions that had no result. */
    public int failed() {
        return outcome.failed();
    }

    /** Returns what becomes of a call about which something else has decided too. */
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
