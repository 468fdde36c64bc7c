package io.voxguard.function.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings of the store that end a function's start, each with what the error says. */
class StoreBeansTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "url                  |                      | STORE_URL is not set: expected redis://host:port",
                "trusted-certificates | /does/not/exist      | voxguard.store.trusted-certificates: expected a PEM file that can be read, got /does/not/exist",
                "silence              | 1ms                  | voxguard.store: silence: expected at least PT0.1S, got PT0.001S",
            })
    void wrongSettingIsNamed(String key, String value, String message) {
        assertThatThrownBy(() -> config(Map.of("voxguard.store." + key, value == null ? "" : value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void defaultsAreThoseOfAFunction() {
        RedisStoreConfig config = config(Map.of());

        assertThat(config.queueSize()).isEqualTo(4_096);
        assertThat(config.reconnectDelay()).isEqualTo(Duration.ofMillis(500));
    }

    private static RedisStoreConfig config(Map<String, String> changed) {
        Map<String, String> properties = new HashMap<>(Map.of("voxguard.store.url", "redis://127.0.0.1:1"));
        properties.putAll(changed);
        return new StoreBeans()
                .config(new SmallRyeConfigBuilder()
                        .addDiscoveredConverters()
                        .withMapping(StoreSettings.class)
                        .withSources(new PropertiesConfigSource(properties, "test", 100))
                        .build()
                        .getConfigMapping(StoreSettings.class));
    }
}
