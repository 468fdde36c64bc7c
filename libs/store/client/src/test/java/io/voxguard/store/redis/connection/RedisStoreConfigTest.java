package io.voxguard.store.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RedisStoreConfigTest {
    private static final String URL = "redis://host:1";

    @Test
    void builderStartsFromTheDefaults() {
        assertThat(RedisStoreConfig.at(Optional.of(URL)).build())
                .isEqualTo(RedisStoreConfig.of(URL))
                .isEqualTo(new RedisStoreConfig(
                        URL,
                        1,
                        32_768,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Optional.empty()));
    }

    @Test
    void builderTakesEverySetting() {
        Path pem = Path.of("pom.xml");
        assertThat(RedisStoreConfig.at(URL)
                        .connections(3)
                        .queueSize(4)
                        .connectTimeout(Duration.ofMillis(5))
                        .reconnectDelay(Duration.ofMillis(6))
                        .silence(Duration.ofMillis(700))
                        .trustedCertificates(Optional.of(pem))
                        .build())
                .isEqualTo(new RedisStoreConfig(
                        URL,
                        3,
                        4,
                        Duration.ofMillis(5),
                        Duration.ofMillis(6),
                        Duration.ofMillis(700),
                        Optional.of(pem)));
    }

    @Test
    void missingAddressIsRefused() {
        for (Optional<String> missing : List.of(Optional.<String>empty(), Optional.of(" "))) {
            assertThatThrownBy(() -> RedisStoreConfig.at(missing))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("STORE_URL is not set: expected redis://host:port");
        }
    }

    @Test
    void valuesOutOfBoundsAreRefusedByName() {
        assertThatThrownBy(() -> RedisStoreConfig.at(URL).connections(65).build())
                .hasMessage("voxguard.store: connections: expected 1 to 64, got 65");
        assertThatThrownBy(() -> RedisStoreConfig.at(URL).connections(0).build())
                .hasMessage("voxguard.store: connections: expected 1 to 64, got 0");
        assertThatThrownBy(() -> RedisStoreConfig.at(URL).queueSize(0).build())
                .hasMessage("voxguard.store: queue size: expected at least 1, got 0");
        assertThatThrownBy(() ->
                        RedisStoreConfig.at(URL).silence(Duration.ofMillis(99)).build())
                .hasMessage("voxguard.store: silence: expected at least PT0.1S, got PT0.099S");
    }

    @Test
    void certificatesThatCannotBeReadAreRefused() {
        assertThatThrownBy(() -> RedisStoreConfig.at(URL)
                        .trustedCertificates(Optional.of(Path.of("/nowhere.pem")))
                        .build())
                .hasMessage(
                        "voxguard.store.trusted-certificates: expected a PEM file that can be read, got /nowhere.pem");
    }

    @Test
    void sameStoreOverAnotherNumberOfConnections() {
        RedisStoreConfig config = RedisStoreConfig.at(URL).queueSize(7).build();
        assertThat(config.withConnections(5))
                .isEqualTo(RedisStoreConfig.at(URL).queueSize(7).connections(5).build());
    }
}
