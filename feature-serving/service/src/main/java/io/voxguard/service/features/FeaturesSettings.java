package io.voxguard.service.features;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What bounds the reading and writing of features. */
@ConfigMapping(prefix = "voxguard.features")
public interface FeaturesSettings {
    /** How long a read may take: the store's answer, and everything before it. */
    @WithDefault("1s")
    Duration readDeadline();

    /** How long a push may take. */
    @WithDefault("2s")
    Duration writeDeadline();

    /** Entities in one request; more are 413. */
    @WithDefault("100000")
    int maxEntities();

    /** Entities times features in one request; more are 413. */
    @WithDefault("2500000")
    int maxValues();

    /** Rows in one push; more are 413. */
    @WithDefault("10000")
    int maxRows();

    /** Features in one request; more are 413. */
    @WithDefault("10000")
    int maxFeatures();

    /** The largest body of a request, in bytes; more are 413. */
    @WithDefault("16777216")
    int maxBody();

    /** Bodies larger than this are read on a worker thread, so that they do not hold up others. */
    @WithDefault("65536")
    int inlineBody();

    /** How far after now the event time of a pushed row may be, and after the time of a read that of a row that is read. */
    @WithDefault("60s")
    Duration maxSkew();
}
