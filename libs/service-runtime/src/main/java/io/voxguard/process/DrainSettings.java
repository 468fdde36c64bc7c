package io.voxguard.process;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.voxguard.settings.DurationFromZero;
import java.time.Duration;

/** How a process leaves that is asked to stop. Requests in flight have {@code quarkus.shutdown.timeout} after both. */
@ConfigMapping(prefix = "voxguard.shutdown")
public interface DrainSettings {
    /** How long new connections are still accepted while readiness is off, for load balancers to notice. */
    @WithDefault("3s")
    @WithConverter(DurationFromZero.class)
    Duration notice();

    /** How long connections that send nothing are kept after that: what arrives on them is answered. */
    @WithDefault("2s")
    @WithConverter(DurationFromZero.class)
    Duration quiet();
}
