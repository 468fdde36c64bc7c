package io.voxguard.process.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.store.redis.connection.Engine;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

class StoreHealthTest {
    @Test
    void connectedStoreIsShownWithItsEngine() {
        HealthCheckResponse check =
                StoreHealth.reply(true, new Engine(Engine.Kind.KEYDB, "6.3.4")).build();

        assertThat(check.getName()).isEqualTo("store");
        assertThat(check.getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        assertThat(check.getData()).contains(Map.of("connected", true, "engine", "keydb", "version", "6.3.4"));
    }

    @Test
    void storeThatHasNotAnsweredIsShownAsUnknown() {
        HealthCheckResponse check = StoreHealth.reply(false, Engine.UNKNOWN).build();

        assertThat(check.getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
        assertThat(check.getData()).contains(Map.of("connected", false, "engine", "unknown", "version", "unknown"));
    }
}
