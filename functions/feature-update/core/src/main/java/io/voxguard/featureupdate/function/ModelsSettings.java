package io.voxguard.featureupdate.function;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;

/** Location of the feature views, which define the features, and of the number ranges. */
@ConfigMapping(prefix = "voxguard.models")
interface ModelsSettings {
    /** The folder with {@code feature-views} and {@code number-ranges.csv}; from MODELS_DIR, else {@code models}. */
    Path dir();
}
