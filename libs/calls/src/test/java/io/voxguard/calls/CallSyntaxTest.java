package io.voxguard.calls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallSyntaxTest {
    @ParameterizedTest
    @CsvSource({
        "+44999, false, true",
        "+1911, false, true",
        "+112, false, true",
        "+11, false, false",
        "+1234567, true, true",
        "7, true, true",
        "123456789012345, true, true",
        "1234567890123456, false, false",
        "+1234567890123456, false, false",
        "+, false, false",
        "'', false, false",
        "12a, false, false",
        "++1234567, false, false",
        "\u0661\u0662, false, false"
    })
    void numberIsACallerOrACallee(String number, boolean caller, boolean callee) {
        assertThat(CallSyntax.isCaller(number)).isEqualTo(caller);
        assertThat(CallSyntax.isCallee(number)).isEqualTo(callee);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "é", "a/b", "{a}"})
    void trunkHasNoOtherCharacters(String trunk) {
        assertThat(CallSyntax.isTrunk(trunk)).isFalse();
    }

    @Test
    void lengthsAreBounded() {
        assertThat(CallSyntax.isTrunk("a._:-Z9")).isTrue();
        assertThat(CallSyntax.isTrunk("t".repeat(64))).isTrue();
        assertThat(CallSyntax.isTrunk("t".repeat(65))).isFalse();
        assertThat(CallSyntax.isCallId("c".repeat(128))).isTrue();
        assertThat(CallSyntax.isCallId("c".repeat(129))).isFalse();
        assertThat(CallSyntax.isCallId("")).isFalse();
    }
}
