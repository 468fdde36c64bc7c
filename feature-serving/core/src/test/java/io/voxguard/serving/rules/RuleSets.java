package io.voxguard.serving.rules;

import io.voxguard.catalogue.call.CatalogueFields;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.rules.InvalidRules;
import io.voxguard.rules.Rule;
import io.voxguard.rules.RuleAction;
import io.voxguard.rules.RuleSet;
import io.voxguard.rules.condition.ConditionCompiler;
import io.voxguard.rules.evaluation.CompiledRules;
import io.voxguard.rules.evaluation.RuleSetCheck;
import java.util.ArrayList;
import java.util.List;

/** Rule sets for tests, each rule written as {@code action: condition}; the first has the highest priority. */
public final class RuleSets {
    private RuleSets() {}

    public static RuleSet of(String... rules) {
        List<Rule> made = new ArrayList<>();
        for (String rule : rules) {
            int colon = rule.indexOf(": ");
            made.add(new Rule(
                    "r" + (made.size() + 1),
                    "Rule " + (made.size() + 1),
                    "fraud-desk",
                    "wangiri",
                    rule.substring(colon + 2),
                    RuleAction.labelled(rule.substring(0, colon)).orElseThrow(),
                    100 - made.size(),
                    Rule.Validity.ALWAYS));
        }
        return new RuleSet("core", made);
    }

    public static RulesInForce inForce(FeatureCatalogue catalogue, String... rules) {
        try {
            CompiledRules compiled =
                    new RuleSetCheck(new ConditionCompiler(CatalogueFields.of(catalogue))).check(of(rules));
            return new RulesInForce("core", compiled, 7, "");
        } catch (InvalidRules e) {
            throw new AssertionError(e);
        }
    }
}
