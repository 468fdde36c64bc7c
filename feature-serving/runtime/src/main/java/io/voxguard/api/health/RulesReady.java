package io.voxguard.api.health;

import io.voxguard.api.rules.Rules;
import io.voxguard.serving.rules.RuleFollower;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Says which rules calls are held against. Stays up without them: calls are then answered by the model and say so, which is better than taking every replica out of
 * service at once.
 */
@Readiness
@Singleton
final class RulesReady implements HealthCheck {
    private final Rules rules;

    RulesReady(Rules rules) {
        this.rules = rules;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder check = HealthCheckResponse.named("rules").up();
        Optional<RuleFollower.Standing> standing = rules.standing();
        if (standing.isEmpty()) {
            return check.withData("evaluated", false).build();
        }
        RuleFollower.Standing now = standing.get();
        check.withData("evaluated", true).withData("revision", now.revision()).withData("rules", now.rules());
        if (!now.why().isEmpty()) {
            check.withData("last look", now.why());
        }
        return check.withData("answers", now.trouble().isEmpty() ? "whole" : "degraded: " + now.trouble())
                .build();
    }
}
