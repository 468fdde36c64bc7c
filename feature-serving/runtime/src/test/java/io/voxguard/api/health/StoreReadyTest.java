package io.voxguard.api.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.api.StoreInMemory;
import io.voxguard.store.redis.connection.Engine;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

class StoreReadyTest {
    private static HealthCheckResponse check(boolean connected, Engine engine) {
        return new StoreReady(new StoreInMemory(connected), () -> engine).call();
    }

    @Test
    void connectedStoreIsUpAndNamesItsEngine() {
        HealthCheckResponse check = check(true, new Engine(Engine.Kind.VALKEY, "8.0.1"));
        assertThat(check.getName()).isEqualTo("store");
        assertThat(check.getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        assertThat(check.getData()).hasValueSatisfying(data -> assertThat(data)
                .isEqualTo(Map.of("connected", true, "engine", "valkey", "version", "8.0.1", "answers", "whole")));
    }

    @Test
    void absentStoreDegradesTheAnswersButLeavesTheProcessReady() {
        HealthCheckResponse check = check(false, Engine.UNKNOWN);
        assertThat(check.getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        assertThat(check.getData()).hasValueSatisfying(data -> assertThat(data)
                .containsEntry("connected", false)
                .containsEntry("engine", "unknown")
                .containsEntry("version", "unknown")
                .hasEntrySatisfying("answers", answers -> assertThat(String.valueOf(answers))
                        .startsWith("degraded")));
    }
}
