package io.voxguard.serving.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.rules.condition.FieldType;
import io.voxguard.serving.value.ValueVisitor;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a field holds after a value of each kind was shown for it. */
class CallValuesTest {
    private static final int INT = 0;
    private static final int DOUBLE = 1;
    private static final int BOOL = 2;
    private static final int STRING = 3;

    private final CallValues values =
            new CallValues(new FieldType[] {FieldType.INT, FieldType.DOUBLE, FieldType.BOOL, FieldType.STRING});

    @Test
    void clearedFieldsHaveTheirDefault() {
        for (int field = 0; field < 4; field++) {
            values.clear(field, 5);
        }

        assertThat(values.integer(INT)).isEqualTo(5);
        assertThat(values.real(DOUBLE)).isEqualTo(5);
        assertThat(values.truth(BOOL)).isTrue();
        assertThat(values.text(STRING)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, 0.5f})
    void nonIntegerDefaultOfAnIntegerFieldIsZero(float otherwise) {
        values.integer(INT, 9);
        values.clear(INT, otherwise);

        assertThat(values.integer(INT)).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void nonFiniteNumbersKeepTheDefault(double value) {
        for (int field : new int[] {INT, DOUBLE, BOOL}) {
            values.clear(field, 1);
            values.taking(field).float64(value);
        }

        assertThat(values.integer(INT)).isEqualTo(1);
        assertThat(values.real(DOUBLE)).isEqualTo(1);
        assertThat(values.truth(BOOL)).isTrue();
    }

    @Test
    void fractionInAnIntegerFieldKeepsTheDefault() {
        values.clear(INT, 7);
        values.taking(INT).float64(2.5);
        assertThat(values.integer(INT)).isEqualTo(7);

        values.taking(INT).float64(3.0);
        assertThat(values.integer(INT)).isEqualTo(3);
    }

    @Test
    void wholeNumbersOf64BitsStayExact() {
        values.taking(INT).integer(Long.MIN_VALUE);
        assertThat(values.integer(INT)).isEqualTo(Long.MIN_VALUE);

        values.taking(DOUBLE).integer(3);
        assertThat(values.real(DOUBLE)).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, true", "0.5, true", "-1, true"})
    void anyNumberButZeroIsTrue(double number, boolean truth) {
        values.taking(BOOL).float64(number);

        assertThat(values.truth(BOOL)).isEqualTo(truth);
    }

    @Test
    void flagsAreNumbersToo() {
        values.taking(BOOL).bool(true);
        values.taking(INT).bool(true);
        values.taking(DOUBLE).bool(true);

        assertThat(values.truth(BOOL)).isTrue();
        assertThat(values.integer(INT)).isEqualTo(1);
        assertThat(values.real(DOUBLE)).isEqualTo(1);
    }

    @Test
    void textsAreAcceptedByTextFieldsOnly() {
        byte[] text = "xgrünx".getBytes(StandardCharsets.UTF_8);
        for (int field = 0; field < 4; field++) {
            values.clear(field, 1);
            values.taking(field).text(text, 1, text.length - 2);
        }

        assertThat(values.text(STRING)).isEqualTo("grün");
        assertThat(values.integer(INT)).isEqualTo(1);
        assertThat(values.text(INT)).isEmpty();
    }

    @Test
    void elementsOfListsAndMapsAreIgnored() {
        values.clear(INT, 4);
        ValueVisitor taking = values.taking(INT);
        taking.beginList();
        taking.integer(1);
        taking.float64(2);
        taking.beginMap();
        taking.key(new byte[] {65}, 0, 1);
        taking.bool(true);
        taking.endMap();
        taking.endList();
        assertThat(values.integer(INT)).isEqualTo(4);

        taking.integer(5);
        assertThat(values.integer(INT)).isEqualTo(5);
    }

    @Test
    void fieldAfterAnUnfinishedListIsRead() {
        values.taking(INT).beginList();
        values.taking(DOUBLE).float64(1.5);

        assertThat(values.real(DOUBLE)).isEqualTo(1.5);
    }

    @Test
    void otherKindsOfValuesKeepTheDefault() {
        for (int field = 0; field < 4; field++) {
            values.clear(field, 2);
            ValueVisitor taking = values.taking(field);
            taking.nothing();
            taking.bytes(new byte[] {1}, 0, 1);
            taking.zonedTimestamp(5, "Europe/Berlin");
        }

        assertThat(values.integer(INT)).isEqualTo(2);
        assertThat(values.real(DOUBLE)).isEqualTo(2);
        assertThat(values.text(STRING)).isEmpty();
        assertThat(values.taking(INT).takesScalarMaps()).isFalse();
    }
}
