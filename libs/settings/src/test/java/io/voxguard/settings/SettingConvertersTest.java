package io.voxguard.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingConvertersTest {
    @Test
    void valuesWithinTheirBoundsAreAccepted() {
        assertThat(new PositiveNumber().convert(" 1 ")).isEqualTo(1);
        assertThat(new NumberFromZero().convert("0")).isZero();
        assertThat(new PositiveDuration().convert("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(new PositiveDuration().convert("2")).isEqualTo(Duration.ofSeconds(2));
        assertThat(new DurationFromZero().convert("0s")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "x", "1.5", "99999999999", " "})
    void numberThatIsNotPositiveIsRefused(String text) {
        assertThatThrownBy(() -> new PositiveNumber().convert(text))
                .hasMessage("expected a whole number of at least 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", ""})
    void numberBelowZeroIsRefused(String text) {
        assertThatThrownBy(() -> new NumberFromZero().convert(text))
                .hasMessage("expected a whole number of at least 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "-1s", "soon", "1 fortnight"})
    void durationThatIsNotPositiveIsRefused(String text) {
        assertThatThrownBy(() -> new PositiveDuration().convert(text))
                .hasMessage("expected a time such as 500ms, 2s or 1m, longer than 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1s", "soon"})
    void durationBelowZeroIsRefused(String text) {
        assertThatThrownBy(() -> new DurationFromZero().convert(text))
                .hasMessage("expected a time such as 500ms, 2s or 1m, or 0");
    }
}
