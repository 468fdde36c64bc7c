package io.voxguard.rules.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.rules.Rule;
import io.voxguard.rules.Rule.Validity;
import io.voxguard.rules.RuleAction;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiredTest {
    /** Actions in the order of evaluation, the model's decision, and the resulting action. */
    @ParameterizedTest
    @CsvSource({
        "'', FLAG, FLAG",
        "'', REVIEW, REVIEW",
        "'', BLOCK, BLOCK",
        "FLAG, REVIEW, REVIEW",
        "FLAG, FLAG, FLAG",
        "REVIEW, FLAG, REVIEW",
        "REVIEW, ALLOW, REVIEW",
        "REVIEW, BLOCK, BLOCK",
        "BLOCK, ALLOW, BLOCK",
        "ALLOW, BLOCK, ALLOW", // an allowing rule wins over the model
        "ALLOW BLOCK, BLOCK, ALLOW", // and over rules after it
        "REVIEW ALLOW BLOCK, BLOCK, REVIEW", // but not over rules before it
        "BLOCK ALLOW, ALLOW, BLOCK",
        "FLAG ALLOW, BLOCK, ALLOW",
        "REVIEW BLOCK, ALLOW, BLOCK",
        "BLOCK REVIEW FLAG, FLAG, BLOCK",
    })
    void firedRulesAreCombinedWithTheOtherDecision(String rules, RuleAction other, RuleAction action) {
        List<Rule> fired = Arrays.stream(rules.split(" "))
                .filter(name -> !name.isEmpty())
                .map(RuleAction::valueOf)
                .map(each -> new Rule(each.label(), "", "", "t", "true", each, 0, Validity.ALWAYS))
                .toList();

        assertThat(new Fired(fired, 0).over(other)).isEqualTo(action);
    }
}
