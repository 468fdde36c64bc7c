package io.voxguard.rules.evaluation;

import io.voxguard.rules.Rule;
import io.voxguard.rules.RuleAction;
import java.util.List;

/**
 * Outcome of the evaluation of a rule set on a call.
 *
 * @param rules rules that fired, in the order of evaluation
 * @param failed number of conditions without a result
 */
public record Fired(List<Rule> rules, int failed) {

    /**
     * Combines the rules with another decision about the call. An allow rule is final: the result is the strictest action that fired before it, or else allow. Without
     * an allow rule the result is the strictest of all actions that fired and of the other decision.
     *
     * @param other the other decision; {@link RuleAction#FLAG} if there is none
     */
    public RuleAction over(RuleAction other) {
        RuleAction strictest = RuleAction.FLAG;
        for (Rule rule : rules) {
            if (rule.action() == RuleAction.ALLOW) {
                return strictest == RuleAction.FLAG ? RuleAction.ALLOW : strictest;
            }
            strictest = strictest.orStricter(rule.action());
        }
        return other.orStricter(strictest);
    }

    /** Returns the action by the rules alone; {@link RuleAction#FLAG} if no other action fired. */
    public RuleAction action() {
        return over(RuleAction.FLAG);
    }
}
