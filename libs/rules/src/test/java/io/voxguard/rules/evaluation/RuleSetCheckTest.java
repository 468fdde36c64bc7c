package io.voxguard.rules.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.voxguard.rules.InvalidRules;
import io.voxguard.rules.Rule;
import io.voxguard.rules.Rule.Validity;
import io.voxguard.rules.RuleAction;
import io.voxguard.rules.RuleProblem;
import io.voxguard.rules.RuleSet;
import io.voxguard.rules.condition.ConditionCompiler;
import io.voxguard.rules.condition.FieldsForTests;
import io.voxguard.rules.condition.MapValues;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuleSetCheckTest {
    private final RuleSetCheck check = new RuleSetCheck(new ConditionCompiler(FieldsForTests.FIELDS));

    @Test
    void allProblemsAreReportedAtOnce() {
        RuleSet set = new RuleSet(
                "core",
                List.of(
                        rule("good", "true", RuleAction.BLOCK, 1),
                        rule("unknown-field", "caller_velocity.calls_2h > 1", RuleAction.BLOCK, 1),
                        rule("mixed-types", "caller_velocity.calls_1h > 1.5", RuleAction.BLOCK, 1),
                        rule("good", "false", RuleAction.FLAG, 0),
                        new Rule(
                                "no id",
                                "a\u0007b",
                                "",
                                "IRSF",
                                "true",
                                RuleAction.FLAG,
                                2_000_000,
                                new Validity(5, 5))));
        InvalidRules invalid = catchThrowableOfType(InvalidRules.class, () -> check.check(set));
        assertThat(invalid.problems())
                .extracting(RuleProblem::rule, RuleProblem::field)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("good", "id"),
                        org.assertj.core.groups.Tuple.tuple("unknown-field", "condition"),
                        org.assertj.core.groups.Tuple.tuple("mixed-types", "condition"),
                        org.assertj.core.groups.Tuple.tuple("no id", "id"),
                        org.assertj.core.groups.Tuple.tuple("no id", "name"),
                        org.assertj.core.groups.Tuple.tuple("no id", "typology"),
                        org.assertj.core.groups.Tuple.tuple("no id", "priority"),
                        org.assertj.core.groups.Tuple.tuple("no id", "valid_to"));
        assertThat(invalid).hasMessageContaining("and 3 more");
        assertThat(invalid.problems()).anyMatch(problem -> problem.toString().contains("calls_2h"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Betrug\u0085", "a\u007f", "a\u009f", "a\u0000", "a\nb", "\ud83d", "\ude00\ud83d"})
    void textThatSomeEngineCannotReadIsRefusedByName(String text) {
        for (String field : List.of("name", "owner", "condition")) {
            Rule rule = new Rule(
                    "r",
                    field.equals("name") ? text : "",
                    field.equals("owner") ? text : "",
                    "t",
                    field.equals("condition") ? "call.trunk == '" + text + "'" : "true",
                    RuleAction.FLAG,
                    0,
                    Validity.ALWAYS);
            InvalidRules invalid =
                    catchThrowableOfType(InvalidRules.class, () -> check.check(new RuleSet("core", List.of(rule))));
            assertThat(invalid.problems()).singleElement().satisfies(problem -> {
                assertThat(problem.rule()).isEqualTo("r");
                assertThat(problem.field()).isEqualTo(field);
            });
        }
    }

    @Test
    void textOfTwoHundredCharactersBeyondTheBasicPlaneIsAccepted() throws Exception {
        String long200 = "\ud83d\ude00".repeat(200);
        Rule rule = new Rule("r", long200, long200, "t", "true", RuleAction.FLAG, 0, Validity.ALWAYS);
        assertThat(check.check(new RuleSet("core", List.of(rule))).set().rules())
                .hasSize(1);
    }

    @Test
    void refusedValueIsCutBetweenCharacters() {
        RuleProblem problem = new RuleProblem("r", "name", "less", "\ud83d\ude00".repeat(200));
        assertThat(problem.got()).isEqualTo("\ud83d\ude00".repeat(120) + "…");
    }

    @Test
    void rulesFireInOrderAndTheOrderDecidesTheAction() throws Exception {
        assertThat(action("allow 10", "block 5")).isEqualTo(RuleAction.ALLOW);
        assertThat(action("block 10", "allow 5")).isEqualTo(RuleAction.BLOCK);
        assertThat(action("flag 10", "allow 5", "block 1")).isEqualTo(RuleAction.ALLOW);
        assertThat(action("review 10", "allow 5", "block 1")).isEqualTo(RuleAction.REVIEW);
        assertThat(action("review 10", "block 1")).isEqualTo(RuleAction.BLOCK);
        assertThat(action("flag 1")).isEqualTo(RuleAction.FLAG);
        assertThat(action()).isEqualTo(RuleAction.FLAG);
    }

    private RuleAction action(String... rules) throws Exception {
        List<Rule> made = java.util.Arrays.stream(rules)
                .map(text -> text.split(" "))
                .map(parts -> rule(
                        parts[0] + parts[1],
                        "true",
                        RuleAction.labelled(parts[0]).orElseThrow(),
                        Integer.parseInt(parts[1])))
                .toList();
        return fired(new RuleSet("core", made), Map.of(), 0).action();
    }

    @Test
    void ruleAppliesDuringItsValidityOnly() throws Exception {
        Rule rule = new Rule("r", "", "", "t", "true", RuleAction.FLAG, 0, new Validity(100, 200));
        RuleSet set = new RuleSet("core", List.of(rule));
        assertThat(fired(set, Map.of(), 99).rules()).isEmpty();
        assertThat(fired(set, Map.of(), 100).rules()).hasSize(1);
        assertThat(fired(set, Map.of(), 199).rules()).hasSize(1);
        assertThat(fired(set, Map.of(), 200).rules()).isEmpty();
    }

    @Test
    void failingConditionIsCountedAndDoesNotAffectOthers() throws Exception {
        RuleSet set = new RuleSet(
                "core",
                List.of(
                        rule("fails", "1 / caller_velocity.calls_1h > 0", RuleAction.BLOCK, 1),
                        rule("fires", "caller_velocity.calls_1h == 0", RuleAction.REVIEW, 0)));
        Fired fired = fired(set, Map.of("caller_velocity.calls_1h", 0L), 0);
        assertThat(fired.failed()).isEqualTo(1);
        assertThat(fired.rules()).extracting(Rule::id).containsExactly("fires");
        assertThat(check.check(set).namedFields().values())
                .extracting(field -> field.name())
                .containsExactly("caller_velocity.calls_1h");
    }

    private Fired fired(RuleSet set, Map<String, Object> values, long nowMs) throws Exception {
        return check.check(set).evaluate(new MapValues(FieldsForTests.FIELDS, values), nowMs);
    }

    private static Rule rule(String id, String condition, RuleAction action, int priority) {
        return new Rule(id, "name", "owner", "irsf", condition, action, priority, Validity.ALWAYS);
    }
}
