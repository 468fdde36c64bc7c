package io.voxguard.api.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.testing.SettingsForTests;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoringSettingsTest {
    @Test
    void everyKeyHasItsDefault() {
        assertThat(SettingsForTests.defaults(ScoringSettings.class))
                .isEqualTo(Map.of(
                        "voxguard.scoring.limits", "",
                        "voxguard.scoring.default-model", "call-fraud-gbm",
                        "voxguard.scoring.default-deadline", "10ms",
                        "voxguard.scoring.max-deadline", "10s",
                        "voxguard.scoring.max-batch", "1024",
                        "voxguard.scoring.max-body", "4194304",
                        "voxguard.scoring.warm-up", "500ms",
                        "voxguard.scoring.inline-calls", "32",
                        "voxguard.scoring.workers", "0",
                        "voxguard.scoring.worker-queue", "256"));
    }

    @Test
    void defaultsAreRead() {
        ScoringSettings settings = SettingsForTests.read(ScoringSettings.class, Map.of());
        assertThat(settings.defaultModel()).isEqualTo("call-fraud-gbm");
        assertThat(settings.defaultDeadline()).isEqualTo(Duration.ofMillis(10));
        assertThat(settings.maxDeadline()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.maxBody()).isEqualTo(4 << 20);
    }

    @Test
    void everyKeyIsRead() {
        ScoringSettings settings = SettingsForTests.read(
                ScoringSettings.class,
                Map.of(
                        "voxguard.scoring.limits", "per-caller,per-trunk",
                        "voxguard.scoring.default-model", "other",
                        "voxguard.scoring.default-deadline", "20ms",
                        "voxguard.scoring.max-deadline", "5s",
                        "voxguard.scoring.max-batch", "7",
                        "voxguard.scoring.max-body", "1000",
                        "voxguard.scoring.warm-up", "0s",
                        "voxguard.scoring.inline-calls", "0",
                        "voxguard.scoring.workers", "3",
                        "voxguard.scoring.worker-queue", "9"));
        assertThat(settings.limits()).contains(List.of("per-caller", "per-trunk"));
        assertThat(settings.defaultModel()).isEqualTo("other");
        assertThat(settings.defaultDeadline()).isEqualTo(Duration.ofMillis(20));
        assertThat(settings.maxDeadline()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.maxBatch()).isEqualTo(7);
        assertThat(settings.maxBody()).isEqualTo(1000);
        assertThat(settings.warmUp()).isZero();
        assertThat(settings.inlineCalls()).isZero();
        assertThat(settings.workers()).isEqualTo(3);
        assertThat(settings.workerQueue()).isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource({
        "default-deadline, 0s",
        "default-deadline, soon",
        "max-deadline, -1s",
        "max-batch, 0",
        "max-batch, many",
        "max-body, 0",
        "max-body, 99999999999",
        "warm-up, -1s",
        "inline-calls, -1",
        "workers, -1",
        "workers, 1.5",
        "worker-queue, 0"
    })
    void valueOutOfBoundsIsOneProblemThatNamesItsKey(String key, String value) {
        assertThat(SettingsForTests.refusal(ScoringSettings.class, "voxguard.scoring." + key, value))
                .contains("expected ");
    }

    @Test
    void unknownKeyIsAProblem() {
        assertThat(SettingsForTests.problems(ScoringSettings.class, Map.of("voxguard.scoring.max-batches", "1")))
                .singleElement()
                .asString()
                .contains("voxguard.scoring.max-batches");
    }
}
