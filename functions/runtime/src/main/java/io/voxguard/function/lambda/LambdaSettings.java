package io.voxguard.function.lambda;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.voxguard.settings.PositiveDuration;
import java.time.Duration;

/** Settings of a function on Lambda. */
@ConfigMapping(prefix = "voxguard.lambda")
interface LambdaSettings {
    /** Time limit of one invocation, where the function's own does not end earlier: native executables do not know it, so that this has to be shorter. */
    @WithDefault("25s")
    @WithConverter(PositiveDuration.class)
    Duration limit();

    /** Tells if the event source mapping has ReportBatchItemFailures; without it any failure fails the whole batch. */
    @WithDefault("true")
    boolean reportItems();
}
