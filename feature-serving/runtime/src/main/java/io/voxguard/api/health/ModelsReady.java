package io.voxguard.api.health;

import io.voxguard.api.models.Models;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Down while nothing serves: see {@link ServingState}. Names every model with its version, and every version that is not served with the reason. */
@Readiness
@Singleton
final class ModelsReady implements HealthCheck {
    private final Models models;
    private final ServingState state;

    ModelsReady(Models models, ServingState state) {
        this.models = models;
        this.state = state;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder check =
                HealthCheckResponse.named("models").status(state.serves()).withData("default", models.defaultModel());
        models.repository().models().forEach(model -> {
            model.serving()
                    .ifPresentOrElse(
                            version -> check.withData(model.name(), "serving version " + version),
                            () -> check.withData(model.name(), "not serving"));
            model.versions().stream()
                    .filter(version -> !version.reason().isEmpty())
                    .forEach(version ->
                            check.withData(model.name() + "/" + version.version(), "not serving: " + version.reason()));
        });
        return check.build();
    }
}
