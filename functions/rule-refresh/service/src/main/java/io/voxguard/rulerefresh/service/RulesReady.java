package io.voxguard.rulerefresh.service;

import io.voxguard.rulerefresh.fleet.SetStatus;
import io.voxguard.rulerefresh.fleet.SyncState;
import io.voxguard.rulerefresh.function.RuleSetRefresher;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Readiness: down while any set is in ERROR, and before the first comparison. A STALE set is up, with its reason: events still have to reach a process that waits
 * for its database.
 */
@Readiness
@Singleton
final class RulesReady implements HealthCheck {
    private final RuleSetRefresher refresher;

    RulesReady(RuleSetRefresher refresher) {
        this.refresher = refresher;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder reply = HealthCheckResponse.named("rules");
        boolean up = refresher.reconciled();
        for (String set : refresher.sets()) {
            SetStatus status = refresher.status(set);
            if (status != null) {
                up &= status.state() != SyncState.ERROR;
                reply.withData(set, status.state() + (status.why().isEmpty() ? "" : ": " + status.why()));
            }
        }
        return reply.status(up).build();
    }
}
