package io.voxguard.serving.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.catalogue.type.ValueType;
import io.voxguard.problem.Refused;
import io.voxguard.text.UnicodeText;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers that their type does not hold are refused, not rounded to infinity or to the largest that there is. */
class NumberRangeTest {
    @ParameterizedTest
    @CsvSource({
        "FLOAT32, 1e39",
        "FLOAT32, -1e39",
        "FLOAT32, 1e400",
        "FLOAT32, 3.5e38",
        "FLOAT64, 1e400",
        "FLOAT64, -1e400",
        "INT32, 2147483648",
        "INT32, 1.5",
        "INT32, 1e400",
        "INT64, 9223372036854775808",
        "INT64, 0.5",
        "INT64, 1e19",
        "UNIX_TIMESTAMP, 1e400",
        "UNIX_TIMESTAMP, 1.5",
        "FLOAT32_LIST, '[0, 1e39]'",
        "FLOAT64_LIST, '[1e400]'",
        "INT32_LIST, '[2147483648]'",
        "INT64_SET, '[1.5]'",
        "VALUE_LIST, '[1e400]'",
        "MAP, '{\"a\": 1e400}'",
    })
    void valueBeyondItsTypeIsRefusedInFeastsLayout(ValueType type, String json) {
        Object plain = PlainJson.parse(json);
        assertThatThrownBy(() -> ValueEncoder.encode(type, plain)).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e39", "-1e39", "1e400"})
    void valueBeyondFloat32IsRefusedInAPackedRow(String json) {
        Object plain = Objects.requireNonNull(PlainJson.parse(json));
        assertThatThrownBy(() -> ValueEncoder.packed(ValueType.FLOAT32, plain))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("float32");
    }

    @Test
    void largestFloat32AndNamesOfInfinityAreAccepted() {
        assertThat(ValueEncoder.packed(ValueType.FLOAT32, (double) Float.MAX_VALUE))
                .isEqualTo(Float.MAX_VALUE);
        assertThat(ValueEncoder.packed(ValueType.FLOAT32, "Infinity")).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(ValueEncoder.packed(ValueType.FLOAT32, 1e-60)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "'\\ud83d', false",
        "'\\ude00', false",
        "'\\ud83d\\ude00', true",
        "'a\\u0000b', true",
        "'\\ude00\\ud83d', false"
    })
    void textIsWellFormedUnlessItHoldsHalfAPair(String escaped, boolean wellFormed) {
        Object text = PlainJson.parse('"' + escaped + '"');
        assertThat(UnicodeText.isWellFormed(text)).isEqualTo(wellFormed);
        assertThat(UnicodeText.isWellFormed(List.of("x", Map.of("y", List.of(String.valueOf(text))))))
                .isEqualTo(wellFormed);
    }

    @Test
    void bytesThatAreNotUtf8AreRefusedAsText() {
        assertThat(decoded(0xc0, 0x80)).as("overlong").isNull();
        assertThat(decoded(0xed, 0xa0, 0xbd)).as("half a pair").isNull();
        assertThat(decoded(0xf0, 0x9f, 0x98)).as("cut short").isNull();
        assertThat(decoded(0xf0, 0x9f, 0x98, 0x80)).isEqualTo("\ud83d\ude00");
    }

    private static @Nullable String decoded(int... bytes) {
        byte[] utf8 = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            utf8[i] = (byte) bytes[i];
        }
        return UnicodeText.decode(utf8);
    }
}
