package io.voxguard.api.features;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.voxguard.settings.PositiveDuration;
import io.voxguard.settings.PositiveNumber;
import java.time.Duration;
import java.util.Map;

/** Which views' rows are kept in this process for a short time; none by default. */
@ConfigMapping(prefix = "voxguard.near-cache")
public interface NearCacheSettings {
    /** By name of a view. */
    Map<String, View> views();

    /** How much of a view is kept. */
    interface View {
        /** How long a row may be kept, should word of its change be lost. */
        @WithDefault("1s")
        @WithConverter(PositiveDuration.class)
        Duration ttl();

        /** How many entities. */
        @WithDefault("10000")
        @WithConverter(PositiveNumber.class)
        int maxRows();
    }
}
