package io.voxguard.api.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.testing.SettingsForTests;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesSettingsTest {
    @Test
    void everyKeyHasItsDefault() {
        assertThat(SettingsForTests.defaults(RulesSettings.class))
                .isEqualTo(Map.of(
                        "voxguard.rules.set", "",
                        "voxguard.rules.poll-interval", "500ms",
                        "voxguard.rules.bearable", "1m",
                        "voxguard.rules.inline", "20000",
                        "voxguard.rules.store-limit", "2s",
                        "voxguard.rules.public-keys", "",
                        "voxguard.rules.state-dir", "",
                        "voxguard.rules.engine", ""));
    }

    @Test
    void everyKeyIsRead() {
        RulesSettings settings = SettingsForTests.read(
                RulesSettings.class,
                Map.of(
                        "voxguard.rules.set", "core",
                        "voxguard.rules.poll-interval", "20ms",
                        "voxguard.rules.bearable", "5s",
                        "voxguard.rules.inline", "0",
                        "voxguard.rules.store-limit", "1s",
                        "voxguard.rules.public-keys", "k=abc,l=def",
                        "voxguard.rules.state-dir", "/state",
                        "voxguard.rules.engine", "engine-1"));
        assertThat(settings.set()).contains("core");
        assertThat(settings.pollInterval()).isEqualTo(Duration.ofMillis(20));
        assertThat(settings.bearable()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.inline()).isZero();
        assertThat(settings.storeLimit()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.publicKeys())
                .hasValueSatisfying(keys -> assertThat(keys).containsExactly("k=abc", "l=def"));
        assertThat(settings.stateDir()).contains(Path.of("/state"));
        assertThat(settings.engine()).contains("engine-1");
    }

    @ParameterizedTest
    @CsvSource({"poll-interval, 0s", "bearable, 0s", "inline, -1", "store-limit, 0s"})
    void valueOutOfBoundsIsOneProblemThatNamesItsKey(String key, String value) {
        assertThat(SettingsForTests.refusal(RulesSettings.class, "voxguard.rules." + key, value))
                .contains("expected ");
    }
}
