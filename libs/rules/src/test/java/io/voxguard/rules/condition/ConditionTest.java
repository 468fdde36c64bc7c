package io.voxguard.rules.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConditionTest {
    private static final Path CONDITIONS =
            Path.of(System.getProperty("voxguard.root"), "docs/wire/rules-conditions.jsonl");
    private static final ConditionCompiler COMPILER = new ConditionCompiler(FieldsForTests.FIELDS);

    static Stream<String> conditions() throws IOException {
        return Files.readAllLines(CONDITIONS).stream();
    }

    @ParameterizedTest
    @MethodSource("conditions")
    void documentedConditionsHaveTheDocumentedResults(String line) throws Exception {
        JsonNode wanted = new ObjectMapper().readTree(line);
        String text = wanted.get("condition").textValue();
        if (wanted.has("refused")) {
            assertThatThrownBy(() -> COMPILER.compile(text)).isInstanceOf(InvalidCondition.class);
            return;
        }
        Condition condition = COMPILER.compile(text);
        Map<String, Object> map = new HashMap<>();
        wanted.get("values").properties().forEach(value -> map.put(value.getKey(), scalar(value.getValue())));
        Values values = new MapValues(FieldsForTests.FIELDS, map);
        if (wanted.has("error")) {
            assertThatThrownBy(() -> condition.holds(values)).isInstanceOf(ArithmeticException.class);
        } else {
            assertThat(condition.holds(values)).isEqualTo(wanted.get("result").booleanValue());
        }
    }

    private static Object scalar(JsonNode value) {
        return value.isTextual()
                ? value.textValue()
                : value.isBoolean() ? (Object) value.booleanValue() : value.numberValue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "caller_velocity.calls_1x > 100 ; undeclared reference",
                "caller_velocity.calls_1h > 100.0 ; operands of one type, got INT and DOUBLE",
                "caller_velocity.calls_1h > '100' ; no matching overload",
                "caller_velocity.calls_1h ; expected type 'bool' but found 'int'",
                "caller_velocity.calls_1h > ; expected a value, got the end at character 27",
                "call.caller.matches('a+') ; expected startsWith(…), endsWith(…), contains(…) or size() after the dot, got matches",
                "['a', 'b'].exists(x, x == call.caller) ; expected a list only after in",
                "has(call.caller) ; expected size, int or double, got has",
                "request.night < request.international ; int, double or string operands",
                "call.trunk in [call.caller] ; expected a number or a string in the list, got call at character 16",
                "call.trunk in ['a', 1] ; expected elements of one type in the list, got 1",
                "call.trunk in [1] ; no matching overload",
                "call.trunk in (['a']) ; expected a list of literals after in, got (",
                "call.trunk in ['a',] ; expected a number or a string in the list, got ]",
                "size([1, 2]) > caller_velocity.calls_1h ; expected a list only after in",
                "1u < 2u ; expected a number such as 12, 0.5 or 1e6, got '1u' at character 1",
                "caller_velocity.calls_1h < 0x10 ; expected a number such as 12, 0.5 or 1e6, got '0x'",
                "caller_rhythm.night_ratio_7d < 1e400 ; expected a double between 5e-324 and 1.7976931348623157e308, got 1e400",
                "caller_rhythm.night_ratio_7d > 1e-400 ; expected a double between",
                "caller_velocity.calls_1h < 9223372036854775808 ; expected an int of 64 bits",
                "--caller_velocity.calls_1h > 1 ; expected a value after the sign, got -",
                ".caller_velocity.calls_1h > 1 ; expected a value, got . at character 1",
                "b'a' == b'a' ; expected a string without a prefix, got 'b'' at character 1",
                "call.trunk == \"\"\"a\"\"\" ; expected a string between single quotation marks, got one between triple marks",
                "call.trunk == 'a ; expected a string that ends on its line",
                "call.trunk == '\\x41' ; expected an escape of",
                "call.trunk == '\\ud83d' ; no surrogate, got '\\ud83d' at character 16",
                "call.trunk == '\u0085' ; expected no control characters but tabs and line ends, got U+0085 at character 16",
                "call.trunk == '😀\u007f' ; got U+007F at character 17",
                "null == null ; expected view.feature, got null",
                "while.x == 1 ; expected view.feature, got while",
                "int(call.trunk) > 1 ; a number in int()",
                "type(call.trunk) == string ; expected size, int or double, got type",
                "{'a': 1}['a'] == 1 ; expected a condition, got '{' at character 1",
                "google.protobuf.Timestamp{} == google.protobuf.Timestamp{} ; expected a condition, got '{' at character 26",
                "timestamp('2026-01-01T00:00:00Z') < timestamp('2026-01-01T00:00:00Z') ; expected size, int or double",
            })
    void whatCannotBeEvaluatedEverywhereIsRefused(String condition, String why) {
        assertThatThrownBy(() -> COMPILER.compile(condition))
                .isInstanceOf(InvalidCondition.class)
                .hasMessageContaining(why);
    }

    @Test
    void tooDeeplyNestedConditionIsRefusedWithoutAStackOverflow() {
        String deep = "(".repeat(1500) + "true" + ")".repeat(1500);
        assertThatThrownBy(() -> COMPILER.compile(deep)).isInstanceOf(InvalidCondition.class);
        String sum = "0" + " + 1".repeat(30) + " > caller_velocity.calls_1h";
        assertThatThrownBy(() -> COMPILER.compile(sum))
                .isInstanceOf(InvalidCondition.class)
                .hasMessage("expected operators and parentheses nested at most 24 deep, got 31");
    }

    @Test
    void tooLongConditionIsRefused() {
        String endless = "call.trunk == 'a'" + " || call.trunk == 'a'".repeat(400);
        assertThatThrownBy(() -> COMPILER.compile(endless)).isInstanceOf(InvalidCondition.class);
    }

    @Test
    void longChainOfAlternativesIsAccepted() throws Exception {
        String many = "call.trunk == 'a'" + " || call.trunk == 'b'".repeat(150);
        Condition condition = COMPILER.compile(many);
        assertThat(condition.holds(new MapValues(FieldsForTests.FIELDS, Map.of("call.trunk", "b"))))
                .isTrue();
    }
}
