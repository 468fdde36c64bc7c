package io.voxguard.api.limits;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import io.voxguard.serving.limit.Per;
import io.voxguard.settings.PositiveLong;
import io.voxguard.store.limit.Window;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rate limits by their names; none by default. */
@ConfigMapping(prefix = "voxguard.limits")
interface LimitsSettings {
    /** By name of a limit. */
    @WithParentName
    Map<String, Limit> byName();

    /** A limit. */
    interface Limit {
        /** What it has a bucket for. */
        Per per();

        /** Its windows, as {@code 10/1s} or {@code 10/1s burst 20}. */
        List<@WithConverter(WindowConverter.class) Window> windows();

        /** Limits that are asked together with it: all have room, or nothing is taken. */
        Optional<List<String>> combineWith();

        /** Whether it is only counted, and refuses nobody. */
        @WithDefault("false")
        boolean shadow();

        /** What becomes of requests while the store cannot be asked. */
        @WithDefault("allow")
        WithoutStore whenStoreIsAway();

        /** Largest cost of a request; more is 400. */
        @WithDefault("9007199254740991")
        @WithConverter(PositiveLong.class)
        long maxCost();
    }

    /** Decision on a request that the store cannot decide. */
    enum WithoutStore {
        ALLOW,
        REFUSE
    }
}
