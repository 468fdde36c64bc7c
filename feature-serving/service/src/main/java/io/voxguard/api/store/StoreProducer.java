package io.voxguard.api.store;

import io.vertx.core.Vertx;
import io.voxguard.serving.feature.NearCache;
import io.voxguard.store.OnlineStore;
import io.voxguard.store.SharedState;
import io.voxguard.store.redis.RedisOnlineStore;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Makes the one store client of the process. */
@Singleton
final class StoreProducer {

    @Produces
    @Singleton
    SharedState sharedState(OnlineStore store) {
        return ((RedisOnlineStore) store).sharedState();
    }

    @Produces
    @Singleton
    OnlineStore store(StoreConnection connection, NearCache near, Vertx vertx) {
        return RedisOnlineStore.open(
                connection.config(),
                near.keepsAny() ? Optional.of(near) : Optional.empty(),
                vertx.nettyEventLoopGroup());
    }

    void close(@Disposes OnlineStore store) {
        store.close();
    }
}
