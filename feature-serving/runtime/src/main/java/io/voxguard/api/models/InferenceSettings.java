package io.voxguard.api.models;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.voxguard.settings.DurationFromZero;
import io.voxguard.settings.NumberFromZero;
import io.voxguard.settings.PositiveDuration;
import io.voxguard.settings.PositiveNumber;
import java.time.Duration;

/** What bounds inference. */
@ConfigMapping(prefix = "voxguard.inference")
public interface InferenceSettings {
    /** How long a request may take when it does not say; a scoring model's has the deadline of scoring. */
    @WithDefault("1s")
    @WithConverter(PositiveDuration.class)
    Duration defaultTimeout();

    /** The longest timeout that a request may ask for. */
    @WithDefault("60s")
    @WithConverter(PositiveDuration.class)
    Duration maxTimeout();

    /** The largest body of a request in bytes, also once it is decompressed; more are 413. */
    @WithDefault("16777216")
    @WithConverter(PositiveNumber.class)
    int maxBody();

    /** Requests in a plain model at once, where its manifest does not say. */
    @WithDefault("8")
    @WithConverter(PositiveNumber.class)
    int concurrency();

    /** Requests that may wait before a plain model, where its manifest does not say; more are 429. */
    @WithDefault("64")
    @WithConverter(NumberFromZero.class)
    int queue();

    /** Requests in a scoring model at once, where its manifest does not say: most of their time they wait for the store. */
    @WithDefault("1024")
    @WithConverter(PositiveNumber.class)
    int scoringConcurrency();

    /** Requests that may wait before a scoring model, where its manifest does not say; more are 429. */
    @WithDefault("4096")
    @WithConverter(NumberFromZero.class)
    int scoringQueue();

    /** Requests that take longer, by what they took lately, run on a worker thread. */
    @WithDefault("1ms")
    @WithConverter(DurationFromZero.class)
    Duration inline();

    /** Replies larger than this are compressed for those who ask, in bytes. */
    @WithDefault("4096")
    @WithConverter(NumberFromZero.class)
    int compressFrom();
}
