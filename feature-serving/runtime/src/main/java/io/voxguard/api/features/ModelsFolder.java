package io.voxguard.api.features;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.catalogue.number.NumberRanges;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.serving.call.EmergencyNumbers;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The folder of MODELS_DIR: models, feature views, number ranges; each of them may be absent. The folder itself may be, where Feast's registry says what
 * is served.
 */
@Singleton
public final class ModelsFolder {
    private static final String EXPECTED = "MODELS_DIR: expected a folder of models and feature views, got ";

    private final Path folder;

    /** @throws InvalidDocument when the folder cannot be read, or there is none and no registry either */
    ModelsFolder(@ConfigProperty(name = "voxguard.models.dir") Path folder, FeastSettings feast) {
        this.folder = folder;
        if (!Files.exists(folder)) {
            if (feast.registry().isEmpty()) {
                throw new InvalidDocument(
                        EXPECTED + folder.toAbsolutePath()
                                + ", which does not exist (only with Feast's registry, voxguard.feast.registry, may it be absent)");
            }
        } else if (!Files.isDirectory(folder)) {
            throw new InvalidDocument(EXPECTED + folder.toAbsolutePath() + ", which is a file");
        } else if (!Files.isReadable(folder) || !Files.isExecutable(folder)) {
            throw new InvalidDocument(EXPECTED + folder.toAbsolutePath() + ", which cannot be read");
        }
    }

    /** Our own views; none where there is no folder of them. */
    FeatureCatalogue views() {
        Path views = folder.resolve("feature-views");
        return Files.exists(views)
                ? FeatureCatalogue.read(views)
                : new FeatureCatalogue(Map.of(), Map.of(), List.of(), Map.of(), Map.of());
    }

    /** The number ranges, without which no call is scored; empty where there is no such file. */
    public Optional<NumberRanges> numberRanges() {
        return Files.exists(rangesFile()) ? Optional.of(NumberRanges.read(rangesFile())) : Optional.empty();
    }

    /** The emergency numbers; those that hold everywhere where there is no such file. */
    public EmergencyNumbers emergencyNumbers() {
        return EmergencyNumbers.read(folder.resolve("short-numbers.csv"));
    }

    /** Where the number ranges are looked for. */
    public Path rangesFile() {
        return folder.resolve("number-ranges.csv");
    }
}
