package io.voxguard.store.messaging.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTest {
    private final Setting setting = new Setting("a.b");

    private Duration duration(String text) {
        return setting.duration(text, Duration.ZERO, Duration.ofDays(1_000));
    }

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "10s, PT10S", "5m, PT5M", "1h, PT1H", "2d, PT48H", "PT3S, PT3S", "' 1s ', PT1S"})
    void durationsAreReadInBothForms(String text, Duration expected) {
        assertThat(duration(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "s", "-1s", "1 s", "1w", "1.5s", "9999999999999s", "PT"})
    void otherTextIsRefused(String text) {
        assertThatThrownBy(() -> duration(text))
                .hasMessage("a.b: expected a duration such as 500ms, 10s or PT10S, got " + text);
    }

    @Test
    void boundsBelongToTheRange() {
        assertThat(setting.within(1, 1, 3)).isOne();
        assertThat(setting.within(3, 1, 3)).isEqualTo(3);
        assertThatThrownBy(() -> setting.within(4, 1, 3)).hasMessage("a.b: expected 1 to 3, got 4");
        assertThatThrownBy(() -> setting.text(" ")).hasMessage("a.b: expected a name, got nothing");
    }
}
