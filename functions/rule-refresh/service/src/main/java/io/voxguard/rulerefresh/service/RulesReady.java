package io.voxguard.rulerefresh.service;

import io.voxguard.rulerefresh.app.Refreshes;
import io.voxguard.rulerefresh.fleet.SetStatus;
import io.voxguard.rulerefresh.fleet.State;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Down while any set is in ERROR, and before the first comparison. STALE stays up and says so: events still have to reach a process that waits for its database.
 */
@Readiness
@Singleton
final class RulesReady implements HealthCheck {
    private final Refreshes refreshes;

    RulesReady(Refreshes refreshes) {
        this.refreshes = refreshes;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder reply = HealthCheckResponse.named("rules");
        boolean up = refreshes.known();
        for (String set : refreshes.sets()) {
            SetStatus status = refreshes.status(set);
            if (status != null) {
                up &= status.state() != State.ERROR;
                reply.withData(set, status.state() + (status.why().isEmpty() ? "" : ": " + status.why()));
            }
        }
        return reply.status(up).build();
    }
}
