package io.voxguard.api.models;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.voxguard.settings.DurationFromZero;
import io.voxguard.settings.NumberFromZero;
import io.voxguard.settings.PositiveDuration;
import io.voxguard.settings.PositiveNumber;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What bounds scoring. */
@ConfigMapping(prefix = "voxguard.scoring")
public interface ScoringSettings {
    /** The model that scores when a request names none. */
    @WithDefault("call-fraud-gbm")
    String defaultModel();

    /** How long a request may take when it does not say. */
    @WithDefault("10ms")
    @WithConverter(PositiveDuration.class)
    Duration defaultDeadline();

    /** The longest deadline that a request may ask for. */
    @WithDefault("10s")
    @WithConverter(PositiveDuration.class)
    Duration maxDeadline();

    /** Rate limits that each call of {@code /v1/score} takes a token from; a call that they have no room for is blocked. */
    Optional<List<String>> limits();

    /** Calls in one batch; more are 413. */
    @WithDefault("1024")
    @WithConverter(PositiveNumber.class)
    int maxBatch();

    /** The largest body of a request, in bytes; more are 413. */
    @WithDefault("4194304")
    @WithConverter(PositiveNumber.class)
    int maxBody();

    /** How long calls are rehearsed at the start, before the process says that it is ready; nothing in a native executable, which starts warm. */
    @WithDefault("500ms")
    @WithConverter(DurationFromZero.class)
    Duration warmUp();

    /** Batches of more calls than this are scored on a worker thread, so that they do not hold up single calls. */
    @WithDefault("32")
    @WithConverter(NumberFromZero.class)
    int inlineCalls();

    /** Threads for the large batches; 0: one per core. */
    @WithDefault("0")
    @WithConverter(NumberFromZero.class)
    int workers();

    /** Large batches that may wait for a worker; more are 429. */
    @WithDefault("256")
    @WithConverter(PositiveNumber.class)
    int workerQueue();
}
