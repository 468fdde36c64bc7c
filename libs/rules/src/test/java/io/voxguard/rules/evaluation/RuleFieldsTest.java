package io.voxguard.rules.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.voxguard.rules.InvalidRules;
import io.voxguard.rules.Rule;
import io.voxguard.rules.Rule.Validity;
import io.voxguard.rules.RuleAction;
import io.voxguard.rules.RuleSet;
import io.voxguard.rules.condition.ConditionCompiler;
import io.voxguard.rules.condition.FieldsForTests;
import io.voxguard.rules.condition.MapValues;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every field of a rule at its limits and beyond them. */
class RuleFieldsTest {
    private static final long LATEST = (1L << 53) - 1;
    private final RuleSetCheck check = new RuleSetCheck(new ConditionCompiler(FieldsForTests.FIELDS));

    @Test
    void valuesAtTheirLimitsAreAccepted() {
        String id64 = "A".repeat(60) + "._:-";
        String name200 = "n".repeat(200);
        Rule rule = new Rule(
                id64,
                name200,
                name200,
                "t".repeat(64),
                "true",
                RuleAction.FLAG,
                1_000_000,
                new Validity(-LATEST, LATEST));
        Rule least = new Rule(
                "b", "", "", "0-_", "true", RuleAction.FLAG, -1_000_000, new Validity(Long.MIN_VALUE, -LATEST));

        assertThatCode(() -> check.check(new RuleSet("c".repeat(64), List.of(rule, least))))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "'', n, o, t, true, 0, id, 1 to 64 of A-Z a-z 0-9 - _ . :",
        "a b, n, o, t, true, 0, id, 1 to 64 of A-Z a-z 0-9 - _ . :",
        "r|1, n, o, t, true, 0, id, 1 to 64 of A-Z a-z 0-9 - _ . :",
        "r, n, o, '', true, 0, typology, 1 to 64 of a-z 0-9 - _",
        "r, n, o, IRSF, true, 0, typology, 1 to 64 of a-z 0-9 - _",
        "r, n, o, t, true, 1000001, priority, -1000000 to 1000000",
        "r, n, o, t, true, -1000001, priority, -1000000 to 1000000",
        "r, n, o, t, true, -2147483648, priority, -1000000 to 1000000",
        "r, n, o, t, '', 0, condition, 1 to 4096 characters",
    })
    void valueBeyondItsLimitIsRefusedByName(
            String id,
            String name,
            String owner,
            String typology,
            String condition,
            int priority,
            String field,
            String expected) {
        assertProblem(
                new Rule(id, name, owner, typology, condition, RuleAction.FLAG, priority, Validity.ALWAYS),
                field,
                expected);
    }

    @Test
    void textsOfTwoHundredAndOneCharactersAreRefused() {
        String long201 = "n".repeat(201);

        assertProblem(rule(long201, "", Validity.ALWAYS), "name", "at most 200 characters without control characters");
        assertProblem(rule("", long201, Validity.ALWAYS), "owner", "at most 200 characters without control characters");
    }

    @ParameterizedTest
    @CsvSource({
        "5, 5, valid_to, later than valid_from",
        "5, 4, valid_to, later than valid_from",
        "9007199254740992, 9223372036854775807, 'valid_from, valid_to', between -2^53 and 2^53 ms",
        "0, 9007199254740992, 'valid_from, valid_to', between -2^53 and 2^53 ms",
        "-9007199254740992, 0, 'valid_from, valid_to', between -2^53 and 2^53 ms",
        "9223372036854775807, 9223372036854775807, 'valid_from, valid_to', a period in which the rule is valid",
        "-9223372036854775808, -9223372036854775808, 'valid_from, valid_to', a period in which the rule is valid",
    })
    void validityWithoutAnyTimeIsRefused(long from, long to, String field, String expected) {
        assertProblem(rule("", "", new Validity(from, to)), field, expected);
    }

    @Test
    void nameOfTheSetIsChecked() {
        InvalidRules invalid =
                catchThrowableOfType(InvalidRules.class, () -> check.check(new RuleSet("Core", List.of())));

        assertThat(invalid).hasMessage("set: expected a-z, then at most 63 of a-z 0-9 - _, got 'Core'");
    }

    @Test
    void setWithoutRulesFiresNothing() throws Exception {
        Fired fired =
                check.check(new RuleSet("core", List.of())).evaluate(new MapValues(FieldsForTests.FIELDS, Map.of()), 0);

        assertThat(fired.rules()).isEmpty();
        assertThat(fired.failed()).isZero();
    }

    @Test
    void refusedSetKeepsTheCompiledConditionsOfTheLastGoodOne() throws Exception {
        RuleSet good = new RuleSet("core", List.of(rule("n", "o", Validity.ALWAYS)));
        RuleSet bad = new RuleSet(
                "core", List.of(new Rule("r", "", "", "t", "nonsense", RuleAction.FLAG, 0, Validity.ALWAYS)));
        check.check(good);

        assertThat(catchThrowableOfType(InvalidRules.class, () -> check.check(bad)))
                .isNotNull();

        assertThat(check.check(good)
                        .evaluate(new MapValues(FieldsForTests.FIELDS, Map.of()), 0)
                        .rules())
                .hasSize(1);
    }

    @Test
    void namedFieldsHaveTheIndicesOfTheFieldList() throws Exception {
        Rule one = new Rule("a", "", "", "t", "request.night", RuleAction.FLAG, 0, Validity.ALWAYS);
        Rule two = new Rule("b", "", "", "t", "call.trunk == 'x'", RuleAction.FLAG, 0, Validity.ALWAYS);

        CompiledRules rules = check.check(new RuleSet("core", List.of(one, two)));

        assertThat(rules.namedFields()).hasSize(2).allSatisfy((index, field) -> assertThat(
                        FieldsForTests.FIELDS.all().get(index))
                .isEqualTo(field));
        assertThat(rules.namedFields().values())
                .extracting(field -> field.name())
                .containsExactly("call.trunk", "request.night");
    }

    private void assertProblem(Rule rule, String field, String expected) {
        InvalidRules invalid =
                catchThrowableOfType(InvalidRules.class, () -> check.check(new RuleSet("core", List.of(rule))));
        assertThat(invalid.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.field()).isEqualTo(field);
            assertThat(problem.expected()).isEqualTo(expected);
            assertThat(problem.rule()).isEqualTo(rule.id());
        });
    }

    private static Rule rule(String name, String owner, Validity validity) {
        return new Rule("r", name, owner, "t", "true", RuleAction.FLAG, 0, validity);
    }
}
