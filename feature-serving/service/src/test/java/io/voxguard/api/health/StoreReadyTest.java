package io.voxguard.api.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.api.StoreInMemory;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

class StoreReadyTest {
    private static HealthCheckResponse check(boolean connected) {
        return new StoreReady(new StoreInMemory(connected)).call();
    }

    @Test
    void connectedStoreGivesWholeAnswers() {
        HealthCheckResponse check = check(true);
        assertThat(check.getName()).isEqualTo("store");
        assertThat(check.getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        assertThat(check.getData())
                .hasValueSatisfying(data -> assertThat(data).isEqualTo(Map.of("connected", true, "answers", "whole")));
    }

    @Test
    void absentStoreDegradesTheAnswersButLeavesTheProcessReady() {
        HealthCheckResponse check = check(false);
        assertThat(check.getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        assertThat(check.getData()).hasValueSatisfying(data -> assertThat(data)
                .containsEntry("connected", false)
                .hasEntrySatisfying("answers", answers -> assertThat(String.valueOf(answers))
                        .startsWith("degraded")));
    }
}
