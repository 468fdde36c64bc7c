package io.voxguard.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigitsTest {
    @ParameterizedTest
    @ValueSource(strings = {"0", "9", "12345", "007"})
    void textOfDigitsIsFound(String text) {
        assertThat(Digits.areAll(text, 5)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "123456", "12a", "/", ":", "-1", "+1", " 1", "1 ", "١", "１"})
    void anyOtherTextIsNot(String text) {
        assertThat(Digits.areAll(text, 5)).isFalse();
    }
}
