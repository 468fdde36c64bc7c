package io.voxguard.process;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Removes this application's meters when it ends. The registry outlives it in a JVM that starts another one (tests, live reload), and a gauge that is already
 * registered keeps the object that it was registered with: the next application's gauge of that name would show nothing.
 */
@Startup
@Singleton
final class MeterCleanup {
    private final MeterRegistry meters;

    MeterCleanup(MeterRegistry meters) {
        this.meters = meters;
    }

    @PreDestroy
    void removeAll() {
        for (Meter meter : List.copyOf(meters.getMeters())) {
            meters.remove(meter);
        }
    }
}
