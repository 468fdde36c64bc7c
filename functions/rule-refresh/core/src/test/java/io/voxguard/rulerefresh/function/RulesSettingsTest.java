package io.voxguard.rulerefresh.function;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.testing.SettingsForTests;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values of settings that make no sense end the start. */
class RulesSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "reconcile, 0s",
        "reconcile, -1s",
        "reconcile, soon",
        "poll-interval, 0s",
        "poll-interval, -1s",
        "poll-interval, soon",
        "bearable, 0s",
        "bearable, -1s",
        "bearable, soon",
        "database-limit, 0s",
        "database-limit, -1s",
        "database-limit, soon",
        "store-limit, 0s",
        "store-limit, -1s",
        "store-limit, soon",
        "retry, -1s",
        "retry, soon",
        "kafka-patience, -1s",
        "kafka-patience, soon"
    })
    void valueOutOfBoundsIsOneProblemThatNamesItsKey(String key, String value) {
        assertThat(SettingsForTests.refusal(RulesSettings.class, "voxguard.rules." + key, value))
                .contains("expected a time");
    }
}
