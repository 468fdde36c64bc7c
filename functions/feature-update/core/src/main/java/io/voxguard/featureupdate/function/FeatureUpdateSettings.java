package io.voxguard.featureupdate.function;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.voxguard.settings.NumberFromZero;
import io.voxguard.settings.PositiveDuration;
import java.time.Duration;
import java.util.Optional;

/** Settings of feature-update. Those of its bindings are {@code voxguard.function.*}. */
@ConfigMapping(prefix = "voxguard.feature-update")
public interface FeatureUpdateSettings {
    /** How long before the latest event of a caller, callee or trunk another one may have taken place; in this time a second event of a call is recognised. */
    @WithDefault("5m")
    @WithConverter(PositiveDuration.class)
    Duration lateness();

    /** How far after now an event may have taken place; others are dead letters, since they would make all real ones late. */
    @WithDefault("1m")
    @WithConverter(PositiveDuration.class)
    Duration maxSkew();

    /** Time limit of one round trip to the store. */
    @WithDefault("2s")
    @WithConverter(PositiveDuration.class)
    Duration storeLimit();

    /** Memory in bytes, about, for the states that were written last, which need not be read for the next event then; 0 keeps none. */
    @WithDefault("67108864")
    @WithConverter(NumberFromZero.class)
    int cachedState();

    /** How long the store keeps the hash of an entity in Feast's layout after its last write: {@code key_ttl_seconds} of Feast's online store. Without it, for ever. */
    @WithConverter(PositiveDuration.class)
    Optional<Duration> feastKeyTtl();
}
