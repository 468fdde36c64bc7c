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
    void theWireFormatsConditionsGiveWhatItSays(String line) throws Exception {
        JsonNode wanted = new ObjectMapper().readTree(line);
        Condition condition = COMPILER.compile(wanted.get("condition").textValue());
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
                "caller_velocity.calls_1h > 100.0 ; two of one type to be compared, got INT and DOUBLE",
                "caller_velocity.calls_1h > '100' ; no matching overload",
                "caller_velocity.calls_1h ; expected type 'bool' but found 'int'",
                "caller_velocity.calls_1h > ; mismatched input",
                "call.caller.matches('a+') ; undeclared reference",
                "['a', 'b'].exists(x, x == call.caller) ; undeclared reference",
                "has(call.caller) ; undeclared reference",
                "request.night < request.international ; int, double or string to be put in order",
                "call.trunk in [call.caller] ; literals alone",
                "call.trunk in ['a', 1] ; literals of type STRING",
                "size([1, 2]) > caller_velocity.calls_1h ; literals, fields",
                "1u < 2u ; int, double, bool or string",
                "b'a' == b'a' ; int, double, bool or string",
                "null == null ; int, double, bool or string",
                "int(call.trunk) > 1 ; a number in int()",
                "type(call.trunk) == string ; undeclared reference",
                "{'a': 1}['a'] == 1 ; undeclared reference",
                "google.protobuf.Timestamp{} == google.protobuf.Timestamp{} ; ",
                "timestamp('2026-01-01T00:00:00Z') < timestamp('2026-01-01T00:00:00Z') ; undeclared reference",
            })
    void whatCannotBeEvaluatedEverywhereIsRefused(String condition, String why) {
        assertThatThrownBy(() -> COMPILER.compile(condition))
                .isInstanceOf(InvalidCondition.class)
                .hasMessageContaining(why == null ? "" : why);
    }

    @Test
    void aConditionOfTooGreatDepthIsRefusedWithoutAnError() {
        String deep = "(".repeat(1500) + "true" + ")".repeat(1500);
        assertThatThrownBy(() -> COMPILER.compile(deep)).isInstanceOf(InvalidCondition.class);
        String sum = "0" + " + 1".repeat(30) + " > caller_velocity.calls_1h";
        assertThatThrownBy(() -> COMPILER.compile(sum))
                .isInstanceOf(InvalidCondition.class)
                .hasMessageContaining("recursion limit exceeded. limit: 24");
    }

    @Test
    void aConditionOfTooGreatLengthIsRefused() {
        String endless = "call.trunk == 'a'" + " || call.trunk == 'a'".repeat(400);
        assertThatThrownBy(() -> COMPILER.compile(endless)).isInstanceOf(InvalidCondition.class);
    }

    @Test
    void aLongRowOfAlternativesIsFine() throws Exception {
        String many = "call.trunk == 'a'" + " || call.trunk == 'b'".repeat(150);
        Condition condition = COMPILER.compile(many);
        assertThat(condition.holds(new MapValues(FieldsForTests.FIELDS, Map.of("call.trunk", "b"))))
                .isTrue();
    }
}
