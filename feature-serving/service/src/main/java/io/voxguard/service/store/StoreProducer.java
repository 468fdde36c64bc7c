package io.voxguard.service.store;

import io.voxguard.serving.feature.NearCache;
import io.voxguard.store.OnlineStore;
import io.voxguard.store.redis.RedisOnlineStore;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the one store client of the process. */
@Singleton
final class StoreProducer {

    @Produces
    @Singleton
    OnlineStore store(StoreConnection connection, NearCache near) {
        return near.keepsAny()
                ? RedisOnlineStore.open(connection.config(), near)
                : RedisOnlineStore.open(connection.config());
    }

    void close(@Disposes OnlineStore store) {
        store.close();
    }
}
