package io.voxguard.function;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.testing.SettingsForTests;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values of settings that make no sense end the start. */
class FunctionSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "store-limit, 0s",
        "store-limit, -1s",
        "store-limit, soon",
        "retry, -1s",
        "retry, soon",
        "kafka-patience, -1s",
        "kafka-patience, soon"
    })
    void valueOutOfBoundsIsOneProblemThatNamesItsKey(String key, String value) {
        assertThat(SettingsForTests.refusal(
                        FunctionSettings.class,
                        "voxguard.function." + key,
                        value,
                        Map.of("voxguard.function.name", "sample")))
                .contains("expected a time");
    }
}
