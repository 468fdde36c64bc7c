package io.voxguard.api.limits;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.voxguard.settings.PositiveDuration;
import io.voxguard.settings.PositiveNumber;
import java.time.Duration;

/** Bounds of requests to rate limits. */
@ConfigMapping(prefix = "voxguard.limit-checks")
public interface LimitChecksSettings {
    /** Time from a request's arrival to its answer; then the limit's setting for a store that is away decides. */
    @WithDefault("100ms")
    @WithConverter(PositiveDuration.class)
    Duration deadline();

    /** Keys of a request; more are 413. */
    @WithDefault("256")
    @WithConverter(PositiveNumber.class)
    int maxKeys();

    /** Largest body of a request, in bytes; more are 413. */
    @WithDefault("1048576")
    @WithConverter(PositiveNumber.class)
    int maxBody();
}
