package io.voxguard.api.models;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.voxguard.settings.DurationFromZero;
import io.voxguard.settings.PositiveDuration;
import io.voxguard.settings.PositiveNumber;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where the models are, and how they are kept. */
@ConfigMapping(prefix = "voxguard.models")
public interface ModelsSettings {
    /** Folder of models, feature views and number ranges; from MODELS_DIR, else {@code models}. */
    Path dir();

    /** How often the folder and the store's pointers are looked at; 0: only when asked. */
    @WithDefault("1s")
    @WithConverter(DurationFromZero.class)
    Duration poll();

    /** How many of the newest good versions are kept loaded, besides those that the policy names. */
    @WithDefault("2")
    @WithConverter(PositiveNumber.class)
    int keep();

    /** Ed25519 public keys, base64: with any, a manifest needs a signature of one of them beside it. */
    Optional<List<String>> publicKeys();

    /** Where versions are put that come from the store; a temporary folder when empty. */
    Optional<Path> fetchedDir();

    /** The name of this process among the replicas; the host's name and the process's number when empty. */
    Optional<String> replica();

    /** For one answer of the store about pointers and replicas. */
    @WithDefault("500ms")
    @WithConverter(PositiveDuration.class)
    Duration storeLimit();

    /** Whether the trees of scoring models are compiled, and take ONNX Runtime's place once they have given its scores. */
    @WithDefault("auto")
    CompiledTrees compiledTrees();

    /** {@code auto}: where it can be done; {@code off}: never. */
    enum CompiledTrees {
        AUTO,
        OFF
    }

    /** Whether models may be loaded and unloaded, and their policy changed, over HTTP and gRPC. */
    @WithDefault("true")
    boolean control();
}
