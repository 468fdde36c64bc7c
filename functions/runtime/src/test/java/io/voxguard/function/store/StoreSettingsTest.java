package io.voxguard.function.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
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
        String property = "voxguard.store." + key;

        ConfigValidationException refused =
                catchThrowableOfType(ConfigValidationException.class, () -> new SmallRyeConfigBuilder()
                        .addDiscoveredConverters()
                        .withMapping(StoreSettings.class)
                        .withSources(new PropertiesConfigSource(
                                Map.of(property, value, "voxguard.function.name", "sample"), "test", 100))
                        .withMappingIgnore("voxguard.**")
                        .build());

        assertThat(refused.getProblemCount()).isEqualTo(1);
        assertThat(refused.getProblem(0).getMessage()).contains(property + " ", '"' + value + '"', "expected a time");
    }
}
