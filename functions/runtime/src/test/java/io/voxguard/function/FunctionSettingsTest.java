package io.voxguard.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
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
        String property = "voxguard.function." + key;

        ConfigValidationException refused =
                catchThrowableOfType(ConfigValidationException.class, () -> new SmallRyeConfigBuilder()
                        .addDiscoveredConverters()
                        .withMapping(FunctionSettings.class)
                        .withSources(new PropertiesConfigSource(
                                Map.of(property, value, "voxguard.function.name", "sample"), "test", 100))
                        .withMappingIgnore("voxguard.**")
                        .build());

        assertThat(refused.getProblemCount()).isEqualTo(1);
        assertThat(refused.getProblem(0).getMessage()).contains(property + " ", '"' + value + '"', "expected a time");
    }
}
