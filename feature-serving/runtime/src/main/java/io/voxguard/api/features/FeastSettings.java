package io.voxguard.api.features;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.voxguard.settings.DurationFromZero;
import io.voxguard.settings.PositiveDuration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What a team that uses Feast has in its {@code feature_store.yaml}. */
@ConfigMapping(prefix = "voxguard.feast")
public interface FeastSettings {
    /** Feast's registry file, {@code registry.db}: its feature views and services are served beside our own. */
    Optional<Path> registry();

    /** Whose views are served; needed where the registry has several projects. */
    Optional<String> project();

    /** {@code enable_online_feature_view_versioning}. */
    @WithDefault("false")
    boolean versioning();

    /** {@code entity_key_serialization_version}: 2 or 3. */
    @WithDefault("3")
    int keySerialization();

    /** {@code key_ttl_seconds}: after which an entity that is not written again is dropped by the store; never when empty. */
    @WithConverter(DurationFromZero.class)
    Optional<Duration> keyTtl();

    /** Whether replies are as Feast's server gives them, also where it is wrong: {@code docs/feast.md} has the list. */
    @WithDefault("false")
    boolean compatibleStatuses();

    /** How often the registry file is looked at. */
    @WithDefault("2s")
    @WithConverter(PositiveDuration.class)
    Duration registryPoll();
}
