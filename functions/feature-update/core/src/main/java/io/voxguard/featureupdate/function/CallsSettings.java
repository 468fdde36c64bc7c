package io.voxguard.featureupdate.function;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.voxguard.settings.PositiveDuration;
import io.voxguard.store.CallsInProgress;
import java.time.Duration;

/** Bounds of the calls in progress: those of feature serving, which counts in the same keys. */
@ConfigMapping(prefix = "voxguard.calls")
interface CallsSettings {
    /** Whether events are also counted as calls in progress. */
    @WithDefault("true")
    boolean count();

    /** Longest time from the start for which a call counts whose end is never told; at most 7 days. */
    @WithDefault("4h")
    @WithConverter(PositiveDuration.class)
    Duration maxDuration();

    /** Longest time from the start for which a call counts that is not answered; at most {@link #maxDuration}. */
    @WithDefault("5m")
    @WithConverter(PositiveDuration.class)
    Duration maxRinging();

    /** How long the end of a call is remembered, so that an event that comes after it does not bring the call back; at most 7 days. */
    @WithDefault("15m")
    @WithConverter(PositiveDuration.class)
    Duration rememberEnded();

    /** Most calls in progress of one caller or trunk. */
    @WithDefault("100000")
    int maxActive();

    /** Most ends that are remembered for one caller or trunk; the ones due to be forgotten soonest make room. */
    @WithDefault("10000")
    int maxEnded();

    /** Returns the bounds. @throws IllegalArgumentException naming the key, if they contradict each other */
    default CallsInProgress.Limits limits() {
        try {
            return new CallsInProgress.Limits(maxRinging(), maxDuration(), rememberEnded(), maxActive(), maxEnded());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("voxguard.calls." + e.getMessage(), e);
        }
    }
}
