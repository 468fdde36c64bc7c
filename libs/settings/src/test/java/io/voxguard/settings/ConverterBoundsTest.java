package io.voxguard.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConverterBoundsTest {
    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S",
        "2s, PT2S",
        "2, PT2S",
        "1m, PT1M",
        "3h, PT3H",
        "1d, PT24H",
        "PT1M30S, PT1M30S",
        "' 2s ', PT2S"
    })
    void durationsAreAcceptedByBothConverters(String text, Duration duration) {
        assertThat(new DurationFromZero().convert(text)).isEqualTo(duration);
        assertThat(new PositiveDuration().convert(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0s", "0ms", "PT0S"})
    void zeroDurationIsAcceptedOnlyWhereAllowed(String text) {
        assertThat(new DurationFromZero().convert(text)).isZero();
        assertThatThrownBy(() -> new PositiveDuration().convert(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a time such as 500ms, 2s or 1m, longer than 0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-1s", "-PT1S", "soon", "1 fortnight", "", " ", "99999999999999999999s", "36501d", "99999999999s"
            })
    void textsThatAreNotDurationsAreRefusedByBothConverters(String text) {
        assertThatThrownBy(() -> new DurationFromZero().convert(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a time such as 500ms, 2s or 1m, or 0");
        assertThatThrownBy(() -> new PositiveDuration().convert(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a time such as 500ms, 2s or 1m, longer than 0");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2147483647, 2147483647", "' 7 ', 7", "+7, 7", "007, 7"})
    void integersAreAcceptedByBothConverters(String text, int number) {
        assertThat(new NumberFromZero().convert(text)).isEqualTo(number);
        assertThat(new PositiveNumber().convert(text)).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "2147483648", "1.0", "1e3", "one", "", "0x10", "1_000"})
    void textsThatAreNotIntegersAreRefusedByBothConverters(String text) {
        assertThatThrownBy(() -> new NumberFromZero().convert(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a whole number of at least 0");
        assertThatThrownBy(() -> new PositiveNumber().convert(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a whole number of at least 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-0", " 0 "})
    void zeroIsAcceptedOnlyWhereAllowed(String text) {
        assertThat(new NumberFromZero().convert(text)).isZero();
        assertThatThrownBy(() -> new PositiveNumber().convert(text)).hasMessageContaining("at least 1");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "9223372036854775807, 9223372036854775807", "' 7 ', 7"})
    void wholeNumbersOf64BitsAreTaken(String text, long number) {
        assertThat(new PositiveLong().convert(text)).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "9223372036854775808", "1.0", "many", "", " "})
    void textsThatAreNotPositiveNumbersOf64BitsAreRefused(String text) {
        assertThatThrownBy(() -> new PositiveLong().convert(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a whole number of at least 1");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "' 0.25 ', 0.25", "1e-3, 0.001"})
    void sharesAreTaken(String text, double share) {
        assertThat(new Share().convert(text)).isEqualTo(share);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.1", "1.0000001", "NaN", "Infinity", "half", "50%", ""})
    void textsThatAreNotSharesAreRefused(String text) {
        assertThatThrownBy(() -> new Share().convert(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected a number from 0 to 1");
    }
}
