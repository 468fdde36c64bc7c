package io.voxguard.store.messaging.setting;

import io.voxguard.store.redis.connection.RedisStoreConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** The store of a channel. */
public final class StoreSettings {
    private static final Duration LEAST = Duration.ofMillis(100);
    private static final Duration MOST = Duration.ofMinutes(1);
    /** A lost connection is tried again after 20 ms, then less and less often, down to this. */
    private static final Duration RECONNECT_DELAY = Duration.ofMillis(250);

    private StoreSettings() {}

    /**
     * Returns the store's config.
     *
     * @param prefix of the channel's attributes, {@code mp.messaging.incoming.calls.}
     * @param url of the channel; if empty, STORE_URL counts
     * @param certificates PEM file of the trusted authorities; the JDK's if empty
     * @throws IllegalArgumentException if no address is given, or a value is out of bounds
     */
    public static RedisStoreConfig of(
            String prefix, Optional<String> url, String connectTimeout, String silence, Optional<String> certificates) {
        String address = url.filter(text -> !text.isBlank())
                .or(StoreSettings::fromEnvironment)
                .orElseThrow(() -> new Setting(prefix + "url")
                        .refused("redis://host:port, rediss://host:port or STORE_URL in the environment", "nothing"));
        Optional<Path> pem = certificates.map(Path::of);
        pem.filter(file -> !Files.isReadable(file)).ifPresent(file -> {
            throw new Setting(prefix + "trusted-certificates").refused("a PEM file that can be read", file);
        });
        return RedisStoreConfig.at(address)
                .connectTimeout(new Setting(prefix + "connect-timeout").duration(connectTimeout, LEAST, MOST))
                .reconnectDelay(RECONNECT_DELAY)
                .silence(new Setting(prefix + "silence").duration(silence, LEAST, MOST))
                .trustedCertificates(pem)
                .build();
    }

    private static Optional<String> fromEnvironment() {
        Config config = ConfigProvider.getConfig();
        return config.getOptionalValue("voxguard.store.url", String.class)
                .or(() -> config.getOptionalValue("STORE_URL", String.class))
                .filter(text -> !text.isBlank());
    }
}
