package io.voxguard.api.health;

import io.voxguard.store.redis.Engine;
import io.voxguard.store.redis.RedisStore;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Says whether the store is connected, and which engine answered last. Stays up when it is not connected: calls are then answered by defaults and say so, which is
 * better than taking every replica out of service at once.
 */
@Readiness
@Singleton
final class StoreReady implements HealthCheck {
    private final RedisStore store;

    StoreReady(RedisStore store) {
        this.store = store;
    }

    @Override
    public HealthCheckResponse call() {
        boolean connected = store.connected();
        Engine engine = store.engine();
        return HealthCheckResponse.named("store")
                .up()
                .withData("connected", connected)
                .withData("engine", engine.kind().label())
                .withData("version", engine.version().isEmpty() ? Engine.Kind.UNKNOWN.label() : engine.version())
                .withData("answers", connected ? "whole" : "degraded: the views' defaults")
                .build();
    }
}
