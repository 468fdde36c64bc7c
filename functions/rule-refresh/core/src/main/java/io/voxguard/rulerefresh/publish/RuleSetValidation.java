package io.voxguard.rulerefresh.publish;

import io.voxguard.rulerefresh.source.SourceReading;
import io.voxguard.rulerefresh.source.SourceRule;
import io.voxguard.rules.InvalidRules;
import io.voxguard.rules.Rule;
import io.voxguard.rules.RuleAction;
import io.voxguard.rules.RuleProblem;
import io.voxguard.rules.RuleSet;
import io.voxguard.rules.evaluation.RuleSetCheck;
import java.util.ArrayList;
import java.util.List;

/** Makes a rule set of the database's rules, if all of them can be evaluated. */
final class RuleSetValidation {
    private RuleSetValidation() {}

    static RuleSet validate(String set, List<SourceRule> sourceRules, SourceReading reading, RuleSetCheck check)
            throws InvalidRules {
        List<RuleProblem> problems = new ArrayList<>();
        List<Rule> rules = new ArrayList<>(sourceRules.size());
        for (SourceRule rule : sourceRules) {
            RuleAction action = RuleAction.labelled(rule.action()).orElse(null);
            if (action == null) {
                problems.add(new RuleProblem(
                        rule.id(), "action", "allow, review, block or flag", "'" + rule.action() + "'"));
            } else {
                rules.add(rule(rule, action));
            }
        }
        if (sourceRules.isEmpty() && !reading.allowEmpty()) {
            problems.add(new RuleProblem("", "rules", "at least one enabled rule, or allow_empty on the set", "none"));
        }
        RuleSet whole = new RuleSet(set, rules);
        try {
            check.check(whole);
        } catch (InvalidRules e) {
            problems.addAll(e.problems());
        }
        if (!problems.isEmpty()) {
            throw new InvalidRules(problems);
        }
        return whole;
    }

    private static Rule rule(SourceRule rule, RuleAction action) {
        return new Rule(
                rule.id(),
                rule.name(),
                rule.owner(),
                rule.typology(),
                rule.condition(),
                action,
                rule.priority(),
                new Rule.Validity(
                        rule.validFromMs().orElse(Rule.Validity.ALWAYS.fromMs()),
                        rule.validToMs().orElse(Rule.Validity.ALWAYS.toMs())));
    }
}
