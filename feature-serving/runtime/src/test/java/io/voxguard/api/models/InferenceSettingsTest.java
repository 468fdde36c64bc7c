package io.voxguard.api.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.testing.SettingsForTests;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferenceSettingsTest {
    @Test
    void everyKeyHasItsDefault() {
        assertThat(SettingsForTests.defaults(InferenceSettings.class))
                .isEqualTo(Map.of(
                        "voxguard.inference.default-timeout", "1s",
                        "voxguard.inference.max-timeout", "60s",
                        "voxguard.inference.max-body", "16777216",
                        "voxguard.inference.concurrency", "8",
                        "voxguard.inference.queue", "64",
                        "voxguard.inference.scoring-concurrency", "1024",
                        "voxguard.inference.scoring-queue", "4096",
                        "voxguard.inference.inline", "1ms",
                        "voxguard.inference.compress-from", "4096"));
    }

    @Test
    void everyKeyIsRead() {
        InferenceSettings settings = SettingsForTests.read(
                InferenceSettings.class,
                Map.of(
                        "voxguard.inference.default-timeout", "2s",
                        "voxguard.inference.max-timeout", "1m",
                        "voxguard.inference.max-body", "1",
                        "voxguard.inference.concurrency", "2",
                        "voxguard.inference.queue", "0",
                        "voxguard.inference.scoring-concurrency", "3",
                        "voxguard.inference.scoring-queue", "0",
                        "voxguard.inference.inline", "0",
                        "voxguard.inference.compress-from", "0"));
        assertThat(settings.defaultTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.maxTimeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.maxBody()).isEqualTo(1);
        assertThat(settings.concurrency()).isEqualTo(2);
        assertThat(settings.queue()).isZero();
        assertThat(settings.scoringConcurrency()).isEqualTo(3);
        assertThat(settings.scoringQueue()).isZero();
        assertThat(settings.inline()).isZero();
        assertThat(settings.compressFrom()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "default-timeout, 0s",
        "max-timeout, 0s",
        "max-body, 0",
        "concurrency, 0",
        "queue, -1",
        "scoring-concurrency, 0",
        "scoring-queue, -1",
        "inline, -1ms",
        "compress-from, -1"
    })
    void valueOutOfBoundsIsOneProblemThatNamesItsKey(String key, String value) {
        assertThat(SettingsForTests.refusal(InferenceSettings.class, "voxguard.inference." + key, value))
                .contains("expected ");
    }
}
