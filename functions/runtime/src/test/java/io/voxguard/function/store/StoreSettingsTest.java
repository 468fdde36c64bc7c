package io.voxguard.function.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.testing.SettingsForTests;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values of settings that make no sense end the start. */
class StoreSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "connect-timeout, 0s",
        "connect-timeout, -1s",
        "connect-timeout, soon",
        "reconnect-delay, 0s",
        "reconnect-delay, -1s",
        "reconnect-delay, soon",
        "silence, 0s",
        "silence, -1s",
        "silence, soon"
    })
    void valueOutOfBoundsIsOneProblemThatNamesItsKey(String key, String value) {
        assertThat(SettingsForTests.refusal(StoreSettings.class, "voxguard.store." + key, value))
                .contains("expected a time");
    }
}
