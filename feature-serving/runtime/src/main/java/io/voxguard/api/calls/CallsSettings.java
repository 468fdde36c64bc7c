package io.voxguard.api.calls;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.voxguard.settings.PositiveDuration;
import io.voxguard.settings.PositiveLong;
import io.voxguard.settings.PositiveNumber;
import java.time.Duration;
import java.util.Optional;

/** Calls in progress: bounds of what is kept, and where their events go. */
@ConfigMapping(prefix = "voxguard.calls")
public interface CallsSettings {
    /** Time within which the store must have taken an event in, or answered a count. */
    @WithDefault("500ms")
    @WithConverter(PositiveDuration.class)
    Duration timeout();

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

    /** Most calls in progress of one caller or trunk; more are 429. */
    @WithDefault("100000")
    @WithConverter(PositiveNumber.class)
    int maxActive();

    /** Most ends that are remembered for one caller or trunk; the ones due to be forgotten soonest make room. */
    @WithDefault("10000")
    @WithConverter(PositiveNumber.class)
    int maxEnded();

    /** True: scoring counts the calls in progress of caller and trunk where a rule or a model names them. */
    @WithDefault("false")
    boolean inScoring();

    /** Key of the stream that each event is appended to, as {@code voxguard:calls}; none if unset. */
    Optional<String> stream();

    /** Entries that are kept in the stream, about. */
    @WithDefault("1000000")
    @WithConverter(PositiveLong.class)
    long streamMaxLength();

    /** The source of the events in the stream, a URI reference. */
    @WithDefault("/voxguard/feature-serving")
    String source();
}
