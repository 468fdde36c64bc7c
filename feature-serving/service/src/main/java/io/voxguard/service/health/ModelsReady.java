package io.voxguard.service.health;

import io.voxguard.service.scoring.Scoring;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Down while the default model does not serve. Names every model with its version, or with the reason why it does not serve. */
@Readiness
@Singleton
final class ModelsReady implements HealthCheck {
    private final Scoring scoring;

    ModelsReady(Scoring scoring) {
        this.scoring = scoring;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder check = HealthCheckResponse.named("models")
                .status(scoring.pipeline(scoring.defaultModel()).isPresent())
                .withData("default", scoring.defaultModel());
        scoring.serving()
                .forEach((name, pipeline) -> check.withData(
                        name,
                        "serving version " + pipeline.model().manifest().id().version()));
        scoring.refused().forEach((name, why) -> check.withData(name, "not serving: " + why));
        return check.build();
    }
}
