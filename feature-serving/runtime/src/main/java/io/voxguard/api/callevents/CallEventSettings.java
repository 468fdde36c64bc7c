package io.voxguard.api.callevents;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.voxguard.serving.callevent.EventType;
import io.voxguard.settings.DurationFromZero;
import io.voxguard.settings.PositiveLong;
import io.voxguard.settings.PositiveNumber;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Where events about calls go, and which. */
@ConfigMapping(prefix = "voxguard.events")
interface CallEventSettings {
    /** {@code off}, {@code stream} or {@code kafka}. */
    @WithDefault("off")
    Target to();

    /** {@code detection} (calls that are reviewed or blocked), {@code call-scored} (all calls), or both. */
    @WithDefault("detection")
    Set<EventType> types();

    /** The events' source, a URI reference. */
    @WithDefault("/voxguard/feature-serving")
    String source();

    /** {@code plain}, or {@code hash}: keyed hashes in the place of phone numbers. */
    @WithDefault("plain")
    Numbers numbers();

    /** Key of the hashes, at least 16 bytes. */
    Optional<String> hashKey();

    /** Events that may wait to be sent; more are dropped and counted. */
    @WithDefault("10000")
    @WithConverter(PositiveNumber.class)
    int queue();

    /** How long events are sent again after a failure; then they are dropped and counted. */
    @WithDefault("1m")
    @WithConverter(DurationFromZero.class)
    Duration retryFor();

    Stream stream();

    Kafka kafka();

    /** Streams of the store. */
    interface Stream {
        /** The key of the stream of detections. */
        @WithDefault("voxguard:detections")
        String detection();

        /** The key of the stream of all scored calls. */
        @WithDefault("voxguard:calls-scored")
        String callScored();

        /** Entries that are kept in each stream, about. */
        @WithDefault("1000000")
        @WithConverter(PositiveLong.class)
        long maxLength();
    }

    /** Kafka's topics. */
    interface Kafka {
        /** The brokers, as {@code host:port,…}. */
        Optional<String> bootstrapServers();

        /** The topic of detections. */
        @WithDefault("io.voxguard.detection.v1")
        String detectionTopic();

        /** The topic of all scored calls. */
        @WithDefault("io.voxguard.call.scored.v1")
        String callScoredTopic();

        /** A file of further settings of Kafka's producer, as those of TLS and SASL. */
        Optional<Path> propertiesFile();
    }

    /** Where events go. */
    enum Target {
        OFF,
        STREAM,
        KAFKA
    }

    /** Forms of phone numbers. */
    enum Numbers {
        PLAIN,
        HASH
    }
}
