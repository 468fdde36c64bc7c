package io.voxguard.api.store;

import io.voxguard.store.redis.RedisStoreConfig;
import jakarta.inject.Singleton;
import java.nio.file.Files;

/** Where the store is, for all who connect to it. */
@Singleton
public final class StoreConnection {
    private final RedisStoreConfig config;

    StoreConnection(StoreSettings settings) {
        String url = settings.url()
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> new IllegalArgumentException("STORE_URL is not set: expected redis://host:port,"
                        + " rediss://host:port or redis-socket:///path (./voxguard run brings a store of its own)"));
        settings.trustedCertificates().filter(file -> !Files.isReadable(file)).ifPresent(file -> {
            throw new IllegalArgumentException(
                    "voxguard.store.trusted-certificates: expected a PEM file that can be read, got " + file);
        });
        this.config = config(url, settings);
    }

    private static RedisStoreConfig config(String url, StoreSettings settings) {
        try {
            return new RedisStoreConfig(
                    url,
                    settings.connections(),
                    settings.queueSize(),
                    settings.connectTimeout(),
                    settings.reconnectDelay(),
                    settings.silence(),
                    settings.trustedCertificates());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("voxguard.store: " + e.getMessage(), e);
        }
    }

    public RedisStoreConfig config() {
        return config;
    }
}
