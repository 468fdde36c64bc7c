package io.voxguard.api.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.voxguard.api.rules.RulesWithoutStore;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

class RulesReadyTest {
    private static HealthCheckResponse check(Map<String, String> properties) {
        return new RulesReady(RulesWithoutStore.open(properties, new SimpleMeterRegistry())).call();
    }

    @Test
    void serviceWithoutRulesSaysSo() {
        HealthCheckResponse check = check(Map.of());
        assertThat(check.getName()).isEqualTo("rules");
        assertThat(check.getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        assertThat(check.getData()).hasValueSatisfying(data -> assertThat(data).isEqualTo(Map.of("evaluated", false)));
    }

    @Test
    void rulesThatAreNotLoadedDegradeTheAnswersButLeaveTheProcessReady() {
        HealthCheckResponse check = check(Map.of("voxguard.rules.set", "core", "voxguard.rules.store-limit", "50ms"));
        assertThat(check.getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        assertThat(check.getData()).hasValueSatisfying(data -> assertThat(data)
                .containsEntry("evaluated", true)
                .containsEntry("revision", 0L)
                .containsEntry("rules", 0L)
                .containsEntry("answers", "degraded: not_loaded")
                .containsKey("last look"));
    }
}
