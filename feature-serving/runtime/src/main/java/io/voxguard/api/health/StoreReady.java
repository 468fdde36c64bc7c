package io.voxguard.api.health;

import io.voxguard.api.store.CurrentEngine;
import io.voxguard.process.store.StoreHealth;
import io.voxguard.store.OnlineStore;
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
    private final OnlineStore store;
    private final CurrentEngine current;

    StoreReady(OnlineStore store, CurrentEngine current) {
        this.store = store;
        this.current = current;
    }

    @Override
    public HealthCheckResponse call() {
        boolean connected = store.connected();
        return StoreHealth.reply(connected, current.engine())
                .withData("answers", connected ? "whole" : "degraded: the views' defaults")
                .build();
    }
}
