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
     * What becomes of the call: an allowing rule wins over what comes after it; else the strictest that fired, which is {@link RuleAction#FLAG} where nothing
     * that fired changes anything.
     */
    public RuleAction action() {
        RuleAction strictest = RuleAction.FLAG;
        for (Rule rule : rules) {
            switch (rule.action()) {
                case ALLOW:
                    if (strictest == RuleAction.FLAG) {
                        return RuleAction.ALLOW;
                    }
                    return strictest;
                case BLOCK:
                    strictest = RuleAction.BLOCK;
                    break;
                case REVIEW:
                    strictest = strictest == RuleAction.BLOCK ? strictest : RuleAction.REVIEW;
                    break;
                case FLAG:
                    break;
            }
        }
        return strictest;
    }
}
