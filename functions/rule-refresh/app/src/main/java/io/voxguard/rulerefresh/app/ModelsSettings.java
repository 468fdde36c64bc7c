package io.voxguard.rulerefresh.app;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;

/** Where the feature views are, which say what conditions may name. */
@ConfigMapping(prefix = "voxguard.models")
interface ModelsSettings {
    /** The folder with {@code feature-views}; from MODELS_DIR, else {@code models}. */
    Path dir();
}
