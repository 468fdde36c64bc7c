package io.voxguard.score;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.voxguard.settings.PositiveDuration;
import java.time.Duration;

/** What bounds the scoring of events; {@code voxguard.scoring} has the rest. */
@ConfigMapping(prefix = "voxguard.score")
interface ScoreSettings {
    /** Time for scoring the events of a batch; what the store has not delivered by then is missing, and the answer says so. */
    @WithDefault("250ms")
    @WithConverter(PositiveDuration.class)
    Duration deadline();
}
