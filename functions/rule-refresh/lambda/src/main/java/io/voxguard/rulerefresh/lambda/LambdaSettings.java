package io.voxguard.rulerefresh.lambda;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the function answers Lambda. */
@ConfigMapping(prefix = "voxguard.lambda")
interface LambdaSettings {
    /** For one invocation; shorter than the function's timeout, which Funqy does not hand over. */
    @WithDefault("25s")
    Duration limit();

    /** Whether the event source mapping reads ReportBatchItemFailures; without it any failure fails the whole batch. */
    @WithDefault("true")
    boolean reportItems();
}
