package io.voxguard.service.features;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;

/** Where the models are. */
@ConfigMapping(prefix = "voxguard.models")
public interface ModelsSettings {
    /** Folder of models, feature views and number ranges; from MODELS_DIR, else {@code models}. */
    Path dir();
}
