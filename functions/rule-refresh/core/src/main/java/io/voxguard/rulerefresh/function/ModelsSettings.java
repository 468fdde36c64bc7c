package io.voxguard.rulerefresh.function;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;

/** Location of the feature views, whose features conditions may name. */
@ConfigMapping(prefix = "voxguard.models")
interface ModelsSettings {
    /** The folder with {@code feature-views}; from MODELS_DIR, else {@code models}. */
    Path dir();
}
