package io.voxguard.fanout.function;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.voxguard.settings.PositiveDuration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Settings of event-fanout. Those of its bindings are {@code voxguard.function.*}. */
@ConfigMapping(prefix = "voxguard.fanout")
public interface FanoutSettings {
    /** Path of the destinations document (YAML), which is watched for changes; none: events are kept in the log only. */
    Optional<Path> destinations();

    /** Time between two looks at the document. */
    @WithDefault("2s")
    @WithConverter(PositiveDuration.class)
    Duration reload();

    /** Beginning of the keys in the store. */
    @WithDefault("voxguard:fanout")
    String keyPrefix();

    /** Number of partitions of the log; before it is changed the log must be empty. */
    @WithDefault("4")
    int partitions();

    /** Types that are accepted; events of others are dead letters. */
    @WithDefault("io.voxguard.detection.v1,io.voxguard.call.scored.v1")
    Set<String> types();

    /** Most bytes of an event in structured mode. */
    @WithDefault("262144")
    int maxEventBytes();

    /** Time in which a second event with the same source and id is dropped. */
    @WithDefault("10m")
    @WithConverter(PositiveDuration.class)
    Duration dedupWindow();

    /** Time that delivered events stay in the log. */
    @WithDefault("24h")
    @WithConverter(PositiveDuration.class)
    Duration retention();

    /** Time after which another replica takes over the partitions of one that died. */
    @WithDefault("10s")
    @WithConverter(PositiveDuration.class)
    Duration lease();

    /** Time limit of one command of the store. */
    @WithDefault("2s")
    @WithConverter(PositiveDuration.class)
    Duration storeLimit();

    /** Events of one partition that a destination may hold in memory, and a replay to it as many again. */
    @WithDefault("500")
    int maxHeld();

    /** About how many dead letters of a destination are kept; the oldest go first. */
    @WithDefault("100000")
    long deadLetters();

    /** Delays between attempts to deliver an event. */
    Retry retry();

    /** When a failing destination is left alone. */
    Circuit circuit();

    /** Delays between attempts, which double from the first to the longest. */
    interface Retry {
        /** Delay after the first failure. */
        @WithDefault("200ms")
        @WithConverter(PositiveDuration.class)
        Duration first();

        /** Longest delay. */
        @WithDefault("30s")
        @WithConverter(PositiveDuration.class)
        Duration longest();

        /** Longest delay that a destination may ask for by Retry-After. */
        @WithDefault("5m")
        @WithConverter(PositiveDuration.class)
        Duration maxAfter();
    }

    /** Circuit of a destination. */
    interface Circuit {
        /** Failures in a row that open it. */
        @WithDefault("5")
        int failures();

        /** Time until an open one lets a request through. */
        @WithDefault("5s")
        @WithConverter(PositiveDuration.class)
        Duration pause();
    }
}
