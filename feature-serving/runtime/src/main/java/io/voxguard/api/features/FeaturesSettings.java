package io.voxguard.api.features;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.voxguard.settings.DurationFromZero;
import io.voxguard.settings.PositiveDuration;
import io.voxguard.settings.PositiveNumber;
import java.time.Duration;

/** What bounds the reading and writing of features. */
@ConfigMapping(prefix = "voxguard.features")
public interface FeaturesSettings {
    /** How long a read may take: the store's answer, and everything before it. */
    @WithDefault("1s")
    @WithConverter(PositiveDuration.class)
    Duration readDeadline();

    /** How long a push may take. */
    @WithDefault("2s")
    @WithConverter(PositiveDuration.class)
    Duration writeDeadline();

    /** Entities in one request; more are 413. */
    @WithDefault("100000")
    @WithConverter(PositiveNumber.class)
    int maxEntities();

    /** Entities times features in one request; more are 413. */
    @WithDefault("2500000")
    @WithConverter(PositiveNumber.class)
    int maxValues();

    /** Rows in one push; more are 413. */
    @WithDefault("10000")
    @WithConverter(PositiveNumber.class)
    int maxRows();

    /** Features in one request; more are 413. */
    @WithDefault("10000")
    @WithConverter(PositiveNumber.class)
    int maxFeatures();

    /** The largest body of a request, in bytes; more are 413. */
    @WithDefault("16777216")
    @WithConverter(PositiveNumber.class)
    int maxBody();

    /** How far after now the event time of a pushed row may be, and after the time of a read that of a row that is read. */
    @WithDefault("60s")
    @WithConverter(DurationFromZero.class)
    Duration maxSkew();
}
