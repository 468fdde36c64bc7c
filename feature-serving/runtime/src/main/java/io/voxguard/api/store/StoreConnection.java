package io.voxguard.api.store;

import io.voxguard.store.redis.connection.RedisStoreConfig;
import jakarta.inject.Singleton;

/** Address of the store, for everything that connects to it. */
@Singleton
public final class StoreConnection {
    private final RedisStoreConfig config;

    StoreConnection(StoreSettings settings) {
        this.config = RedisStoreConfig.at(settings.url())
                .connections(settings.connections())
                .queueSize(settings.queueSize())
                .connectTimeout(settings.connectTimeout())
                .reconnectDelay(settings.reconnectDelay())
                .silence(settings.silence())
                .trustedCertificates(settings.trustedCertificates())
                .build();
    }

    public RedisStoreConfig config() {
        return config;
    }
}
