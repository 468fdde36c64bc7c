package io.voxguard.service.store;

import io.voxguard.serving.feature.NearCache;
import io.voxguard.store.OnlineStore;
import io.voxguard.store.redis.RedisOnlineStore;
import io.voxguard.store.redis.RedisStoreConfig;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the one store client of the process. */
@Singleton
final class StoreProducer {

    @Produces
    @Singleton
    OnlineStore store(StoreSettings settings, NearCache near) {
        String url = settings.url()
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> new IllegalArgumentException("STORE_URL is not set: expected redis://host:port,"
                        + " rediss://host:port or redis-socket:///path (./voxguard run brings a store of its own)"));
        RedisStoreConfig config = new RedisStoreConfig(
                url,
                settings.connections(),
                settings.queueSize(),
                settings.connectTimeout(),
                settings.reconnectDelay(),
                settings.trustedCertificates());
        return near.keepsAny() ? RedisOnlineStore.open(config, near) : RedisOnlineStore.open(config);
    }

    void close(@Disposes OnlineStore store) {
        store.close();
    }
}
