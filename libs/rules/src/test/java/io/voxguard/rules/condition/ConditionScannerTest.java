package io.voxguard.rules.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.rules.condition.ConditionToken.Kind;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionScannerTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "0 ; INT:0",
                "9223372036854775808 ; INT:9223372036854775808",
                "0.5 ; DOUBLE:0.5",
                "00 ; ",
                "1e6 ; DOUBLE:1e6",
                "1E+6 ; DOUBLE:1E+6",
                "12.25e-3 ; DOUBLE:12.25e-3",
                "5e-324 ; DOUBLE:5e-324",
                "0e-400 ; DOUBLE:0e-400",
                "a<b ; WORD:a SYMBOL:< WORD:b",
                "a<=b ; WORD:a SYMBOL:<= WORD:b",
                "!a!=b ; SYMBOL:! WORD:a SYMBOL:!= WORD:b",
                "a&&b||c ; WORD:a SYMBOL:&& WORD:b SYMBOL:|| WORD:c",
                "_a1.b ; WORD:_a1 SYMBOL:. WORD:b",
                "1-2 ; INT:1 SYMBOL:- INT:2",
                "1 -2 ; INT:1 SYMBOL:- INT:2",
                "[1,2] ; SYMBOL:[ INT:1 SYMBOL:, INT:2 SYMBOL:]",
                "a?b:c ; WORD:a SYMBOL:? WORD:b SYMBOL:: WORD:c",
                "'a\"b' ; STRING:'a\"b'",
                "\"a'b\" ; STRING:\"a'b\"",
                "'' ; STRING:''",
                "'a\\'b' ; STRING:'a\\'b'",
                "'\\u00e9\\U0001d4b3' ; STRING:'\\u00e9\\U0001d4b3'",
                "'a'+'b' ; STRING:'a' SYMBOL:+ STRING:'b'",
                "'//' ; STRING:'//'",
                "1//2 ; INT:1",
                "intern ; WORD:intern",
            })
    void textIsSplitIntoTokens(String text, String tokens) throws Exception {
        if (tokens == null) {
            assertThatThrownBy(() -> ConditionScanner.scan(text)).isInstanceOf(InvalidCondition.class);
            return;
        }
        List<ConditionToken> scanned = ConditionScanner.scan(text);

        assertThat(scanned.getLast().kind()).isEqualTo(Kind.END);
        assertThat(scanned.subList(0, scanned.size() - 1).stream()
                        .map(token -> token.kind() + ":" + token.text())
                        .collect(Collectors.joining(" ")))
                .isEqualTo(tokens);
    }

    @Test
    void commentsEndAtTheLineFeedAndBlanksSeparate() throws Exception {
        List<ConditionToken> tokens = ConditionScanner.scan(" a // 1 'x\n\t.\r b//end");

        assertThat(tokens).extracting(ConditionToken::text).containsExactly("a", ".", "b", "the end");
        assertThat(tokens).extracting(ConditionToken::at).containsExactly(1, 12, 15, 21);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.",
                ".5.",
                "1.e3",
                "1..2",
                "01",
                "1a",
                "1_",
                "1e",
                "1e+",
                "0x1F",
                "1u",
                "1.5f",
                "9223372036854775809",
                "1e309",
                "1e-400",
                "0.0000001e-400"
            })
    void malformedNumbersAreRefused(String number) {
        assertThatThrownBy(() -> ConditionScanner.scan(number + " "))
                .isInstanceOf(InvalidCondition.class)
                .satisfies(invalid ->
                        assertThat(((InvalidCondition) invalid).got()).endsWith(place(number)));
    }

    private static String place(String number) {
        return number.startsWith(".") ? "at character 2" : "at character 1";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\a",
                "\\b",
                "\\x41",
                "\\101",
                "\\0",
                "\\",
                "\\u",
                "\\u12",
                "\\u12G4",
                "\\U0001d4b",
                "\\u0000",
                "\\ud800",
                "\\udfff",
                "\\U00110000",
                "\\UFFFFFFFF",
                "\\U00000000",
                "\\`",
                "\\?"
            })
    void malformedEscapesAreRefused(String escape) {
        assertThatThrownBy(() -> ConditionScanner.scan("'" + escape + "'")).isInstanceOf(InvalidCondition.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\\\", "\\'", "\\\"", "\\n", "\\r", "\\t", "\\u0001", "\\ud7ff", "\\ue000", "\\U0010FFFF"})
    void validEscapesAreScannedAsOneString(String escape) throws Exception {
        assertThat(ConditionScanner.scan("'" + escape + "'")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'a", "'a\nb'", "'a\rb'", "\"a'", "'a\\'", "'"})
    void stringsThatDoNotEndOnTheirLineAreRefused(String text) {
        assertThatThrownBy(() -> ConditionScanner.scan(text))
                .isInstanceOf(InvalidCondition.class)
                .hasMessageContaining("a string that ends on its line");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'''a'''", "\"\"\"a\"\"\"", "r'a'", "b\"a\"", "R'a'", "rb'a'"})
    void unsupportedStringFormsAreRefused(String text) {
        assertThatThrownBy(() -> ConditionScanner.scan(text))
                .isInstanceOf(InvalidCondition.class)
                .hasMessageContaining("expected a string");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{", "}", ";", "=", "&", "|", "^", "~", "@", "#", "$", "`a`", "\\", "ä", "١", "\u00a0", "\u2028", "𝒳"
            })
    void otherCharactersAreRefusedByName(String text) {
        String shown = Character.toString(text.codePointAt(0));

        assertThatThrownBy(() -> ConditionScanner.scan("a " + text))
                .isInstanceOf(InvalidCondition.class)
                .hasMessage("expected a condition, got '" + shown + "' at character 3");
    }

    @Test
    void positionsAreCountedInCodePoints() {
        assertThatThrownBy(() -> ConditionScanner.scan("'𝒳𝒳' ;")).hasMessageEndingWith("at character 6");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x08, 0x0b, 0x0c, 0x1f, 0x7f, 0x80, 0x9f})
    void controlCharactersAreRefusedEvenInComments(int control) {
        assertThatThrownBy(() -> ConditionScanner.scan("true // " + (char) control))
                .isInstanceOf(InvalidCondition.class)
                .hasMessageContaining("got " + String.format("U+%04X", control) + " at character 9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud835", "\udcb3", "\udcb3\ud835", "\ud835\ud835\udcb3"})
    void halvesOfSurrogatePairsAreRefused(String halves) {
        assertThatThrownBy(() -> ConditionScanner.scan("'" + halves + "'"))
                .hasMessageContaining("expected Unicode text, got half of a surrogate pair");
    }
}
