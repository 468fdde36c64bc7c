package io.voxguard.api.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.serving.budget.Budget;
import io.voxguard.testing.SettingsForTests;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeoutsTest {
    private static final Map<String, String> SETTINGS = Map.of(
            "voxguard.scoring.default-deadline", "10ms",
            "voxguard.scoring.max-deadline", "20ms",
            "voxguard.inference.default-timeout", "1s",
            "voxguard.inference.max-timeout", "2s");

    private long nanos = 1_000;

    @ParameterizedTest
    @CsvSource({
        "true, 0, PT0.01S",
        "true, 15000, PT0.015S",
        "true, 90000, PT0.02S",
        "false, 0, PT1S",
        "false, 1500000, PT1.5S",
        "false, 9000000, PT2S"
    })
    void timeIsTheSendersUpToTheMostOrElseTheDefault(boolean scores, long micros, Duration allowed) {
        Budget budget = timeouts(SETTINGS).budget(scores, nanos, micros, false);

        assertThat(budget.allowedNanos()).isEqualTo(allowed.toNanos());
        assertThat(budget.strict()).as("strict").isEqualTo(!scores);
    }

    @Test
    void timeIsCountedByTheTickerThatWasGiven() {
        Budget budget = timeouts(SETTINGS).budget(true, nanos, 0, false);

        nanos += 4_000_000;

        assertThat(budget.leftNanos()).isEqualTo(6_000_000);
    }

    @ParameterizedTest
    @CsvSource({
        "voxguard.scoring.default-deadline, 21ms, PT0.021S, voxguard.scoring.max-deadline (PT0.02S)",
        "voxguard.inference.default-timeout, 3s, PT3S, voxguard.inference.max-timeout (PT2S)"
    })
    void defaultAboveTheMostIsRefusedWithBothKeys(String key, String value, String got, String most) {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.put(key, value);

        assertThatThrownBy(() -> timeouts(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(key + ": expected at most " + most + ", got " + got);
    }

    @Test
    void defaultsOfTheSettingsAreAccepted() {
        assertThat(timeouts(Map.of()).budget(true, nanos, 0, false).allowedNanos())
                .isEqualTo(10_000_000);
    }

    private Timeouts timeouts(Map<String, String> settings) {
        return new Timeouts(
                SettingsForTests.read(InferenceSettings.class, only(settings, "voxguard.inference.")),
                SettingsForTests.read(ScoringSettings.class, only(settings, "voxguard.scoring.")),
                () -> nanos);
    }

    private static Map<String, String> only(Map<String, String> settings, String prefix) {
        Map<String, String> some = new HashMap<>(settings);
        some.keySet().removeIf(key -> !key.startsWith(prefix));
        return some;
    }
}
