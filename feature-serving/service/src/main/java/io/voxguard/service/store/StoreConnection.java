package io.voxguard.service.store;

import io.voxguard.store.redis.RedisStoreConfig;
import jakarta.inject.Singleton;

/** Where the store is, for all who connect to it. */
@Singleton
public final class StoreConnection {
    private final RedisStoreConfig config;

    StoreConnection(StoreSettings settings) {
        String url = settings.url()
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> new IllegalArgumentException("STORE_URL is not set: expected redis://host:port,"
                        + " rediss://host:port or redis-socket:///path (./voxguard run brings a store of its own)"));
        this.config = new RedisStoreConfig(
                url,
                settings.connections(),
                settings.queueSize(),
                settings.connectTimeout(),
                settings.reconnectDelay(),
                settings.trustedCertificates());
    }

    public RedisStoreConfig config() {
        return config;
    }
}
