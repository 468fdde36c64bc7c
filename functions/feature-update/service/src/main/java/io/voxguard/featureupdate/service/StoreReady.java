package io.voxguard.featureupdate.service;

import io.voxguard.process.store.StoreHealth;
import io.voxguard.store.redis.RedisStore;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Says whether the store is connected, and which engine answered last. */
@Readiness
@Singleton
final class StoreReady implements HealthCheck {
    private final RedisStore store;

    StoreReady(RedisStore store) {
        this.store = store;
    }

    @Override
    public HealthCheckResponse call() {
        return StoreHealth.reply(store.connected(), store.engine()).build();
    }
}
