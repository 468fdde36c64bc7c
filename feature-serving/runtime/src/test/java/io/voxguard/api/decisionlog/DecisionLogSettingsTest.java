package io.voxguard.api.decisionlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.testing.SettingsForTests;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecisionLogSettingsTest {
    @Test
    void everyKeyHasItsDefault() {
        assertThat(SettingsForTests.defaults(DecisionLogSettings.class))
                .isEqualTo(Map.of(
                        "voxguard.decision-log.to", "off",
                        "voxguard.decision-log.file", "",
                        "voxguard.decision-log.stream", "voxguard:decisions",
                        "voxguard.decision-log.max-length", "1000000",
                        "voxguard.decision-log.sample", "1",
                        "voxguard.decision-log.queue", "10000"));
    }

    @Test
    void everyKeyIsRead() {
        DecisionLogSettings settings = SettingsForTests.read(
                DecisionLogSettings.class,
                Map.of(
                        "voxguard.decision-log.to", "stream",
                        "voxguard.decision-log.file", "/log.jsonl",
                        "voxguard.decision-log.stream", "decisions",
                        "voxguard.decision-log.max-length", "9000000000",
                        "voxguard.decision-log.sample", "0.25",
                        "voxguard.decision-log.queue", "7"));
        assertThat(settings.to()).isEqualTo(DecisionLogSettings.Target.STREAM);
        assertThat(settings.file()).contains(Path.of("/log.jsonl"));
        assertThat(settings.stream()).isEqualTo("decisions");
        assertThat(settings.maxLength()).isEqualTo(9_000_000_000L);
        assertThat(settings.sample()).isEqualTo(0.25);
        assertThat(settings.queue()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({
        "to, nowhere",
        "max-length, many",
        "max-length, 0",
        "max-length, -1",
        "max-length, 9223372036854775808",
        "sample, half",
        "sample, 1.01",
        "sample, -0.1",
        "sample, NaN",
        "sample, Infinity",
        "queue, 0",
        "queue, -1"
    })
    void valueOutOfBoundsIsOneProblemThatNamesItsKey(String key, String value) {
        assertThat(SettingsForTests.refusal(DecisionLogSettings.class, "voxguard.decision-log." + key, value))
                .isNotBlank();
    }
}
