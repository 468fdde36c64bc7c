package io.voxguard.api.health;

import io.voxguard.api.features.Features;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Says which feature views are not served and why, and whether Feast's registry could be read. Stays up: the others are served. */
@Readiness
@Singleton
final class FeaturesReady implements HealthCheck {
    private final Features features;

    FeaturesReady(Features features) {
        this.features = features;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder check = HealthCheckResponse.named("features")
                .up()
                .withData("views", features.now().catalogue().views().size());
        features.registry()
                .ifPresent(file -> check.withData(
                        "registry",
                        features.registryFault().map(why -> "not read: " + why).orElse("read")));
        features.now().catalogue().refused().forEach((view, why) -> check.withData(view, "not served: " + why));
        return check.build();
    }
}
