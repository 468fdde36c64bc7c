package io.voxguard.function.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.testing.SettingsForTests;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values of settings that make no sense end the start. */
class LambdaSettingsTest {
    @ParameterizedTest
    @CsvSource({"limit, 0s", "limit, -1s", "limit, soon"})
    void valueOutOfBoundsIsOneProblemThatNamesItsKey(String key, String value) {
        assertThat(SettingsForTests.refusal(LambdaSettings.class, "voxguard.lambda." + key, value))
                .contains("expected a time");
    }
}
