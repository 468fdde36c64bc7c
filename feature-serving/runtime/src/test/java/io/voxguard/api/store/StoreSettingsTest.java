package io.voxguard.api.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.store.redis.connection.RedisStoreConfig;
import io.voxguard.testing.SettingsForTests;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreSettingsTest {
    private static final String URL = "redis://127.0.0.1:6379";

    @TempDir
    Path folder;

    @Test
    void everyKeyHasItsDefault() {
        assertThat(SettingsForTests.defaults(StoreSettings.class))
                .isEqualTo(Map.of(
                        "voxguard.store.url", "",
                        "voxguard.store.connections", "1",
                        "voxguard.store.queue-size", "32768",
                        "voxguard.store.connect-timeout", "1s",
                        "voxguard.store.reconnect-delay", "1s",
                        "voxguard.store.silence", "2s",
                        "voxguard.store.trusted-certificates", ""));
    }

    @Test
    void everyKeyReachesTheStoreClient() throws Exception {
        Path certificates = Files.createFile(folder.resolve("ca.pem"));
        RedisStoreConfig config = StoreConnectionForTests.with(Map.of(
                        "voxguard.store.url", "rediss://store:6380",
                        "voxguard.store.connections", "3",
                        "voxguard.store.queue-size", "7",
                        "voxguard.store.connect-timeout", "2s",
                        "voxguard.store.reconnect-delay", "300ms",
                        "voxguard.store.silence", "500ms",
                        "voxguard.store.trusted-certificates", certificates.toString()))
                .config();
        assertThat(config)
                .isEqualTo(new RedisStoreConfig(
                        "rediss://store:6380",
                        3,
                        7,
                        Duration.ofSeconds(2),
                        Duration.ofMillis(300),
                        Duration.ofMillis(500),
                        Optional.of(certificates)));
    }

    @Test
    void missingUrlNamesTheVariableToSet() {
        assertThatThrownBy(() -> StoreConnectionForTests.with(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("STORE_URL is not set: expected redis://host:port");
    }

    @Test
    void absentCertificatesAreNamed() {
        Path absent = folder.resolve("absent.pem");
        assertThatThrownBy(() -> StoreConnectionForTests.with(
                        Map.of("voxguard.store.url", URL, "voxguard.store.trusted-certificates", absent.toString())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("voxguard.store.trusted-certificates: expected a PEM file")
                .hasMessageContaining(absent.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "connections, 0",
        "connections, -1",
        "queue-size, 0",
        "queue-size, many",
        "connect-timeout, 0s",
        "connect-timeout, -1s",
        "reconnect-delay, 0s",
        "reconnect-delay, -1s",
        "silence, 0s",
        "silence, soon"
    })
    void valueOutOfBoundsIsOneProblemThatNamesItsKey(String key, String value) {
        assertThat(SettingsForTests.refusal(StoreSettings.class, "voxguard.store." + key, value))
                .contains("expected ");
    }

    @ParameterizedTest
    @CsvSource({"connections, 65, connections: expected 1 to 64", "silence, 1ms, silence: expected at least"})
    void valueThatTheStoreClientRefusesIsNamedWithWhatWasExpected(String key, String value, String expected) {
        Map<String, String> properties = new HashMap<>(Map.of("voxguard.store.url", URL));
        properties.put("voxguard.store." + key, value);
        assertThatThrownBy(() -> StoreConnectionForTests.with(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("voxguard.store: " + expected);
    }
}
