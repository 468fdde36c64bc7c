package io.voxguard.fanout.service;

import io.voxguard.fanout.delivery.DeliveryEngine;
import io.voxguard.fanout.delivery.DestinationState;
import jakarta.inject.Singleton;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Readiness: down until the destinations are set up in the store, and while the store does not answer, since nothing is accepted then. A failing destination is no reason. */
@Readiness
@Singleton
final class DeliveryReady implements HealthCheck {
    private final DeliveryEngine engine;

    DeliveryReady(DeliveryEngine engine) {
        this.engine = engine;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder reply = HealthCheckResponse.named("delivery")
                .status(engine.isReady() && engine.isReachable())
                .withData("destinations set up", engine.isReady())
                .withData(
                        "partitions owned",
                        engine.ownedPartitions().stream()
                                .sorted()
                                .map(String::valueOf)
                                .collect(Collectors.joining(" ")));
        for (DestinationState state : engine.states()) {
            reply.withData("circuit of " + state.name(), state.circuit());
        }
        return reply.build();
    }
}
