package io.voxguard.rules.condition;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The structure of docs/wire/rules-grammar.md, without types. */
class ConditionGrammarTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "v.f",
                "v . f",
                "v.//\nf",
                "call.caller",
                "v.startsWith.size() == 1",
                "size.size == 1",
                "v.call",
                "-1 < v.f",
                "a.b - -1 > 2",
                "-(-a.b) > 1",
                "- 9223372036854775808 < a.b",
                "a.b in []",
                "a.b in [-9223372036854775808]",
                "a.b in ['a', \"b\"]",
                "a.b in [-1.5, 2e3]",
                "(a.b).size() > 0",
                "'a'.contains('b')",
                "a.b.contains('b').size() > 0",
                "a.b ? c.d : e.f ? g.h : i.j",
                "((true))",
                "size(a.b + 'c') > int(2.0)",
            })
    void conditionInTheGrammarIsAccepted(String condition) {
        assertThatCode(() -> ConditionGrammar.check(condition)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "a ; view.feature, got a at character 1",
                "a. ; view.feature, got the end at character 3",
                "a.1 ; view.feature, got 1 at character 3",
                "a.b.c ; got c at character 5",
                "a.b() ; view.feature, got b at character 3",
                "a.in ; view.feature, got in at character 3",
                "for.b ; view.feature, got for at character 1",
                "a.true ; view.feature, got true at character 3",
                "call.length ; call.call_id, call.caller, call.callee, call.trunk or call.started_at, got length at character 6",
                "true true ; an operator, got true at character 6",
                "a.b c.d ; an operator, got c at character 5",
                "1 2 ; an operator, got 2 at character 3",
                "'a' 'b' ; an operator",
                "a.b (c.d) ; view.feature, got b at character 3",
                "(a.b) (c.d) ; an operator, got ( at character 7",
                "a.b ! c.d ; an operator, got ! at character 5",
                "&& true ; a value, got && at character 1",
                "true && ; a value, got the end at character 8",
                "true && || true ; a value, got || at character 9",
                "in [1] ; a value, got in at character 1",
                "a.b in ; a list of literals after in, got the end",
                "a.b in 1 ; a list of literals after in, got 1",
                "a.b in [1 2] ; a comma or the list's end, got 2 at character 11",
                "a.b in [1 ; a comma or the list's end, got the end",
                "a.b in [ ; a number or a string in the list, got the end",
                "a.b in [,] ; a number or a string in the list, got ,",
                "a.b in [true] ; a number or a string in the list, got true",
                "a.b in [-'a'] ; a number or a string in the list, got 'a'",
                "a.b in [--1] ; a number or a string in the list, got -",
                "a.b in [1, 1.0] ; elements of one type in the list, got 1.0",
                "a.b in [9223372036854775808] ; an int of 64 bits",
                "a.b in [[1]] ; a number or a string in the list, got [",
                "[1] == [1] ; a list only after in, and no other value, got [ at character 1",
                "a.b[0] == 1 ; a list only after in, and no other value, got [ at character 4",
                "a.b, c.d ; a list only after in, and no other value, got , at character 4",
                "(true ; a closing parenthesis, got the end at character 6",
                "true) ; a value, got ) at character 5",
                "() ; a value, got ) at character 2",
                "size() == 1 ; a value, got ) at character 6",
                "a.b.startsWith() ; a value, got ) at character 16",
                "a.b.size(1) == 1 ; ",
                "max(1) == 1 ; size, int or double, got max at character 1",
                "bool(true) ; size, int or double, got bool",
                "--a.b > 1 ; a value after the sign, got - at character 2",
                "-!a.b ; a value after the sign, got ! at character 2",
                "!-a.b ; a bool after !, got - at character 2",
                "1.5.size() == 1 ; '1.5.'",
                "(1).size ; startsWith(…), endsWith(…), contains(…) or size() after the dot, got size",
                "true.size() == 1 ; an operator, got . at character 5",
                "a.b.matches('x') ; startsWith(…), endsWith(…), contains(…) or size() after the dot, got matches",
                "9223372036854775808 > a.b ; an int of 64 bits, got 9223372036854775808 at character 1",
                "1 - 9223372036854775808 > 1 ; an int of 64 bits", // a minus between two values is no sign
                "1 - (9223372036854775808) > 1 ; an int of 64 bits",
            })
    void conditionOutsideTheGrammarIsRefusedWithItsPlace(String condition, String why) {
        if (why == null) {
            // left to the type checker: the grammar allows an argument wherever a method has parentheses
            assertThatThrownBy(() -> new ConditionCompiler(FieldsForTests.FIELDS).compile(condition))
                    .isInstanceOf(InvalidCondition.class);
            return;
        }
        assertThatThrownBy(() -> ConditionGrammar.check(condition))
                .isInstanceOf(InvalidCondition.class)
                .hasMessageContaining(why);
    }

    @Test
    void positionsAreCountedInCodePoints() {
        assertThatThrownBy(() -> ConditionGrammar.check("'𝒳' 'b'")).hasMessageEndingWith("got 'b' at character 5");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "as",
                "break",
                "const",
                "continue",
                "else",
                "for",
                "function",
                "if",
                "import",
                "let",
                "loop",
                "namespace",
                "null",
                "package",
                "return",
                "var",
                "void",
                "while"
            })
    void reservedWordsAreRefusedAsViewsAndFeatures(String word) {
        assertThatThrownBy(() -> ConditionGrammar.check(word + ".f")).hasMessageContaining("got " + word);
        assertThatThrownBy(() -> ConditionGrammar.check("v." + word)).hasMessageContaining("got " + word);
        assertThatCode(() -> ConditionGrammar.check(word + "_." + word + "1")).doesNotThrowAnyException();
    }
}
