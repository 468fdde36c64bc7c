package io.voxguard.rules.evaluation;

import io.voxguard.rules.Rule;
import io.voxguard.rules.RuleAction;
import java.util.List;

/**
 * What rules say of a call.
 *
 * @param rules those that fit, in the order of evaluation
 * @param failed how many conditions had no result
 */
public record Fired(List<Rule> rules, int failed) {

    /**
     * What becomes of a call about which something else has decided too: an allowing rule ends it, by the strictest that fired before it or by allowing the call;
     * without one it is the strictest of all that fired and of what else was decided.
     *
     * @param other what else was decided; {@link RuleAction#FLAG}: nothing
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

    /** What becomes of a call by the rules alone: {@link RuleAction#FLAG} where nothing that fired changes anything. */
    public RuleAction action() {
        return over(RuleAction.FLAG);
    }
}
