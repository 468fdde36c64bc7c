package io.voxguard.function;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.voxguard.settings.DurationFromZero;
import io.voxguard.settings.PositiveDuration;
import java.time.Duration;
import java.util.Optional;

/** Settings of a function's bindings. */
@ConfigMapping(prefix = "voxguard.function")
public interface FunctionSettings {
    /** Name of the function: its group of consumers, its log lines. */
    String name();

    /** Key of the store's stream that dead letters are kept in. */
    @WithDefault("voxguard:${voxguard.function.name}:dead-letters")
    String deadLetters();

    /** Time for repeating the handling of one event while store or database do not answer. */
    @WithDefault("4s")
    @WithConverter(DurationFromZero.class)
    Duration retry();

    /** Time for repeating the handling of one Kafka record, whose partition waits; after it the record is a dead letter. */
    @WithDefault("1m")
    @WithConverter(DurationFromZero.class)
    Duration kafkaPatience();

    /** Key of the store's stream that events are also taken from; empty: none. */
    Optional<String> stream();

    /** Whether one replica at a time reads the stream, so that events are handled in its order. */
    @WithDefault("false")
    boolean streamOrdered();

    /** Time limit of one command of the store. */
    @WithDefault("2s")
    @WithConverter(PositiveDuration.class)
    Duration storeLimit();
}
