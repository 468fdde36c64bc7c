package io.voxguard.process;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Down from the moment that the process is asked to stop. */
@Readiness
@Singleton
final class LeavingCheck implements HealthCheck {
    private final Drain drain;

    LeavingCheck(Drain drain) {
        this.drain = drain;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("leaving")
                .status(!drain.started())
                .withData("leaving", drain.started())
                .build();
    }
}
