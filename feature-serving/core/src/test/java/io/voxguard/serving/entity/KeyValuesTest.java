package io.voxguard.serving.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.voxguard.catalogue.type.ValueType;
import io.voxguard.problem.Refused;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Plain values as join keys: by the declared type, or as Python and Feast take them. */
class KeyValuesTest {
    private static final Object REFUSED = "refused";

    static Stream<Arguments> values() {
        byte[] bytes = {1, 2, 3};
        return Stream.of(
                // type, value, strictly, like Feast
                arguments(ValueType.STRING, "a", "a", "a"),
                arguments(ValueType.STRING, "", "", ""),
                arguments(ValueType.STRING, 42L, REFUSED, "42"),
                arguments(ValueType.STRING, -0.0, REFUSED, "-0.0"),
                arguments(ValueType.STRING, 1.5, REFUSED, "1.5"),
                arguments(ValueType.STRING, false, REFUSED, "False"),
                arguments(ValueType.STRING, new BigInteger("9223372036854775808"), REFUSED, "9223372036854775808"),
                arguments(ValueType.STRING, List.of("a"), REFUSED, REFUSED),
                arguments(ValueType.STRING, Map.of("a", 1L), REFUSED, REFUSED),
                arguments(ValueType.BYTES, "AQID", bytes, bytes),
                arguments(ValueType.BYTES, "*", REFUSED, REFUSED),
                arguments(ValueType.BYTES, 1L, REFUSED, REFUSED),
                arguments(ValueType.INT64, 42L, 42L, 42L),
                arguments(ValueType.INT64, Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE),
                arguments(ValueType.INT64, " 42 ", REFUSED, 42L),
                arguments(ValueType.INT64, "+7", REFUSED, 7L),
                arguments(ValueType.INT64, "4.2", REFUSED, REFUSED),
                arguments(ValueType.INT64, "", REFUSED, REFUSED),
                arguments(ValueType.INT64, "9223372036854775808", REFUSED, REFUSED),
                arguments(ValueType.INT64, 42.9, REFUSED, 42L),
                arguments(ValueType.INT64, -42.9, REFUSED, -42L),
                arguments(ValueType.INT64, true, REFUSED, 1L),
                arguments(ValueType.INT64, Double.NaN, REFUSED, REFUSED),
                arguments(ValueType.INT64, Double.POSITIVE_INFINITY, REFUSED, REFUSED),
                arguments(ValueType.INT64, new BigInteger("9223372036854775808"), REFUSED, REFUSED),
                arguments(ValueType.INT32, 2147483647L, 2147483647L, 2147483647L),
                arguments(ValueType.INT32, 2147483648L, REFUSED, REFUSED),
                arguments(ValueType.INT32, -2147483648L, -2147483648L, -2147483648L),
                arguments(ValueType.INT32, -2147483649L, REFUSED, REFUSED),
                arguments(ValueType.INT32, "2147483648", REFUSED, REFUSED),
                arguments(ValueType.INT32, 3e9, REFUSED, REFUSED),
                arguments(ValueType.UNIX_TIMESTAMP, 1_700_000_000L, 1_700_000_000L, 1_700_000_000L),
                arguments(ValueType.UNIX_TIMESTAMP, "1700000000", REFUSED, 1_700_000_000L));
    }

    @ParameterizedTest
    @MethodSource("values")
    void valueIsAcceptedOrRefusedByItsType(ValueType type, Object plain, Object strictly, Object likeFeast) {
        assertKey(KeyValues.STRICT, type, plain, strictly);
        assertKey(KeyValues.LIKE_FEAST, type, plain, likeFeast);
    }

    private static void assertKey(KeyValues keys, ValueType type, Object plain, Object expected) {
        Object got;
        try {
            got = keys.of(type, plain);
        } catch (Refused wrong) {
            got = REFUSED;
            assertThat(wrong.problem().expected()).isEqualTo(expected(type));
        }
        assertThat(got).as(keys + " " + type + " of " + plain).isEqualTo(expected);
    }

    private static String expected(ValueType type) {
        return switch (type) {
            case STRING -> "a string";
            case BYTES -> "bytes in base64";
            case INT32 -> "an integer of 32 bits";
            case INT64 -> "an integer of 64 bits";
            default -> "seconds since 1970, an integer";
        };
    }

    @ParameterizedTest
    @EnumSource(
            value = ValueType.class,
            names = {"STRING", "BYTES", "INT32", "INT64", "UNIX_TIMESTAMP"})
    void nullIsNotAKey(ValueType type) {
        for (KeyValues keys : KeyValues.values()) {
            assertThatThrownBy(() -> keys.of(type, null))
                    .isInstanceOf(Refused.class)
                    .hasMessage("value: expected " + expected(type) + ", got null");
        }
    }

    /** Python's {@code str} of a float: the shortest text that is read back as the same. */
    @Test
    void randomFloatsAreReadBackFromTheirText() {
        long seed = Long.getLong("voxguard.seed", System.nanoTime());
        System.out.println("KeyValuesTest: seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            String text = PythonFloat.text(value);
            if (Double.isFinite(value)) {
                assertThat(Double.parseDouble(text)).as(text).isEqualTo(value);
                // a point or an exponent of at least two digits, as Python writes
                assertThat(text).matches("-?(\\d+\\.\\d+|\\d(\\.\\d+)?e[+-]\\d{2,3})");
            }
        }
        assertThat(PythonFloat.text(Double.NaN)).isEqualTo("nan");
        assertThat(PythonFloat.text(Double.POSITIVE_INFINITY)).isEqualTo("inf");
        assertThat(PythonFloat.text(Double.NEGATIVE_INFINITY)).isEqualTo("-inf");
    }

    @Test
    void refusalShowsTextsInQuotationMarks() {
        assertThat(got("x")).isEqualTo("\"x\"");
        assertThat(got(5.5)).isEqualTo("5.5");
        assertThat(got(null)).isEqualTo("null");
    }

    private static String got(@Nullable Object plain) {
        try {
            KeyValues.STRICT.of(ValueType.INT64, plain);
            throw new AssertionError("taken");
        } catch (Refused wrong) {
            return wrong.problem().got();
        }
    }
}
