package io.voxguard.api.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.catalogue.number.NumberCategory;
import io.voxguard.testing.SettingsForTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsFolderTest {
    private static final Path PROJECT = Path.of(System.getProperty("voxguard.root"), "models");

    @TempDir
    Path folder;

    private static ModelsFolder of(Path folder, Map<String, String> feast) {
        return new ModelsFolder(folder, SettingsForTests.read(FeastSettings.class, feast));
    }

    private static ModelsFolder of(Path folder) {
        return of(folder, Map.of());
    }

    @Test
    void absentFolderIsRefusedWithTheVariableToSet() {
        Path absent = folder.resolve("absent");
        assertThatThrownBy(() -> of(absent))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageStartingWith("MODELS_DIR: expected a folder")
                .hasMessageContaining(absent.toString());
    }

    @Test
    void absentFolderIsAcceptedBesideARegistryOfFeast() {
        ModelsFolder none = of(folder.resolve("absent"), Map.of("voxguard.feast.registry", "/registry.db"));
        assertThat(none.views().views()).isEmpty();
        assertThat(none.numberRanges()).isEmpty();
    }

    @Test
    void fileIsRefused() throws IOException {
        Path file = Files.createFile(folder.resolve("models"));
        assertThatThrownBy(() -> of(file)).isInstanceOf(InvalidDocument.class).hasMessageContaining("which is a file");
    }

    @Test
    void emptyFolderHasNoViewsAndNoRangesButTheEmergencyNumbersThatHoldEverywhere() {
        ModelsFolder empty = of(folder);
        assertThat(empty.views().views()).isEmpty();
        assertThat(empty.views().services()).isEmpty();
        assertThat(empty.numberRanges()).isEmpty();
        assertThat(empty.emergencyNumbers().contains("112")).isTrue();
    }

    @Test
    void projectsFolderHasViewsRangesAndEmergencyNumbers() {
        ModelsFolder models = of(PROJECT);
        assertThat(models.views().views()).containsKeys("caller_velocity", "trunk_load");
        assertThat(models.rangesFile()).isEqualTo(PROJECT.resolve("number-ranges.csv"));
        assertThat(models.numberRanges()).hasValueSatisfying(ranges -> assertThat(ranges.of("+881612345678"))
                .isEqualTo(NumberCategory.SATELLITE));
    }

    @Test
    void brokenRangesAreNamedByFileAndLine() throws IOException {
        Files.writeString(folder.resolve("number-ranges.csv"), "prefix,category\n44,elsewhere\n");
        assertThatThrownBy(() -> of(folder).numberRanges())
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining("number-ranges.csv")
                .hasMessageContaining("44,elsewhere");
    }
}
