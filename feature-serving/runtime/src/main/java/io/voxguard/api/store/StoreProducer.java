package io.voxguard.api.store;

import io.vertx.core.Vertx;
import io.voxguard.serving.feature.NearCache;
import io.voxguard.store.Limits;
import io.voxguard.store.OnlineStore;
import io.voxguard.store.SharedState;
import io.voxguard.store.redis.RedisStore;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Produces the store client of the process, and its facades. */
@Singleton
final class StoreProducer {

    @Produces
    @Singleton
    SharedState shared(RedisStore store) {
        return store.shared();
    }

    @Produces
    @Singleton
    OnlineStore online(RedisStore store) {
        return store.online();
    }

    @Produces
    @Singleton
    Limits limits(RedisStore store) {
        return store.limits();
    }

    @Produces
    @Singleton
    CurrentEngine engine(RedisStore store) {
        return store::engine;
    }

    @Produces
    @Singleton
    RedisStore store(StoreConnection connection, NearCache near, Vertx vertx) {
        return RedisStore.open(
                connection.config(),
                near.keepsAny() ? Optional.of(near) : Optional.empty(),
                vertx.nettyEventLoopGroup());
    }

    void close(@Disposes RedisStore store) {
        store.close();
    }
}
