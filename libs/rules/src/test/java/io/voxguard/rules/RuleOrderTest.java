package io.voxguard.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.rules.Rule.Validity;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Order of rules, actions, names, and messages of problems. */
class RuleOrderTest {
    @Test
    void higherPriorityComesFirstAndThenTheSmallerId() {
        RuleSet set = new RuleSet(
                "core",
                List.of(
                        rule("b", 5),
                        rule("least", Integer.MIN_VALUE),
                        rule("a", 5),
                        rule("most", Integer.MAX_VALUE),
                        rule("B", 5),
                        rule("zero", 0)));

        assertThat(set.rules()).extracting(Rule::id).containsExactly("most", "B", "a", "b", "zero", "least");
    }

    @Test
    void rulesOfASetCannotBeChanged() {
        List<Rule> given = new java.util.ArrayList<>(List.of(rule("a", 1)));
        RuleSet set = new RuleSet("core", given);
        given.clear();

        assertThat(set.rules()).hasSize(1);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> set.rules().clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "core", "core-2_b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void validSetNamesAreAccepted(String name) {
        assertThat(RuleSet.isName(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2core",
                "-core",
                "Core",
                "core.1",
                "core|",
                "core\n",
                "cöre",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void invalidSetNamesAreRefused(String name) {
        assertThat(RuleSet.isName(name)).isFalse();
    }

    /** BLOCK over REVIEW over ALLOW over FLAG, whichever comes first. */
    @ParameterizedTest
    @CsvSource({
        "FLAG, FLAG, FLAG",
        "FLAG, ALLOW, ALLOW",
        "FLAG, REVIEW, REVIEW",
        "FLAG, BLOCK, BLOCK",
        "ALLOW, ALLOW, ALLOW",
        "ALLOW, REVIEW, REVIEW",
        "ALLOW, BLOCK, BLOCK",
        "REVIEW, REVIEW, REVIEW",
        "REVIEW, BLOCK, BLOCK",
        "BLOCK, BLOCK, BLOCK"
    })
    void stricterOfTwoActionsWins(RuleAction one, RuleAction other, RuleAction stricter) {
        assertThat(one.orStricter(other)).isEqualTo(stricter);
        assertThat(other.orStricter(one)).isEqualTo(stricter);
    }

    @ParameterizedTest
    @CsvSource({"allow, ALLOW", "review, REVIEW", "block, BLOCK", "flag, FLAG"})
    void actionsAreFoundByTheirLabels(String label, RuleAction action) {
        assertThat(action.label()).isEqualTo(label);
        assertThat(RuleAction.labelled(label)).contains(action);
        assertThat(RuleAction.labelled(action.name())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"9, false", "10, true", "19, true", "20, false"})
    void validityIncludesItsStartAndExcludesItsEnd(long nowMs, boolean holds) {
        assertThat(new Validity(10, 20).contains(nowMs)).isEqualTo(holds);
        assertThat(Validity.ALWAYS.contains(nowMs)).isTrue();
    }

    @Test
    void messageShowsFiveProblemsAndCountsTheOthers() {
        List<RuleProblem> problems = IntStream.rangeClosed(1, 7)
                .mapToObj(i -> new RuleProblem("r" + i, "id", "this", "that"))
                .toList();

        assertThat(new InvalidRules(problems))
                .hasMessage("rule r1: id: expected this, got that; rule r2: id: expected this, got that; "
                        + "rule r3: id: expected this, got that; rule r4: id: expected this, got that; "
                        + "rule r5: id: expected this, got that; and 2 more");
        assertThat(new InvalidRules(problems.subList(0, 5)).getMessage()).doesNotContain("more");
        assertThat(new InvalidRules(problems).problems()).hasSize(7);
    }

    @Test
    void problemOfTheWholeSetNamesNoRule() {
        assertThat(new RuleProblem("", "set", "a name", "'?'")).hasToString("set: expected a name, got '?'");
        assertThat(new RuleProblem("r", "id", "this", "x".repeat(121)).got()).isEqualTo("x".repeat(120) + "…");
        assertThat(new RuleProblem("r", "id", "this", "x".repeat(120)).got()).isEqualTo("x".repeat(120));
    }

    private static Rule rule(String id, int priority) {
        return new Rule(id, "", "", "t", "true", RuleAction.FLAG, priority, Validity.ALWAYS);
    }
}
