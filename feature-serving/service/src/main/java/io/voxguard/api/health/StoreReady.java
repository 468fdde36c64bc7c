package io.voxguard.api.health;

import io.voxguard.store.OnlineStore;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Says whether the store is connected. Stays up when it is not: calls are then answered by defaults and say so, which is
 * better than taking every replica out of service at once.
 */
@Readiness
@Singleton
final class StoreReady implements HealthCheck {
    private final OnlineStore store;

    StoreReady(OnlineStore store) {
        this.store = store;
    }

    @Override
    public HealthCheckResponse call() {
        boolean connected = store.connected();
        return HealthCheckResponse.named("store")
                .up()
                .withData("connected", connected)
                .withData("answers", connected ? "whole" : "degraded: the views' defaults")
                .build();
    }
}
