package io.voxguard.api.decisionlog;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.voxguard.settings.PositiveLong;
import io.voxguard.settings.PositiveNumber;
import io.voxguard.settings.Share;
import java.nio.file.Path;
import java.util.Optional;

/** Where records of scored calls go, and how many. */
@ConfigMapping(prefix = "voxguard.decision-log")
interface DecisionLogSettings {
    /** {@code off}, {@code file} or {@code stream}. */
    @WithDefault("off")
    Target to();

    /** The file, for {@code file}. */
    Optional<Path> file();

    /** The key of the store's stream, for {@code stream}. */
    @WithDefault("voxguard:decisions")
    String stream();

    /** Entries that are kept in the stream, about. */
    @WithDefault("1000000")
    @WithConverter(PositiveLong.class)
    long maxLength();

    /** The share of calls that is recorded, 0 to 1. */
    @WithDefault("1")
    @WithConverter(Share.class)
    double sample();

    /** Records that may wait to be written; more are dropped and counted. */
    @WithDefault("10000")
    @WithConverter(PositiveNumber.class)
    int queue();

    /** Where records go. */
    enum Target {
        OFF,
        FILE,
        STREAM
    }
}
