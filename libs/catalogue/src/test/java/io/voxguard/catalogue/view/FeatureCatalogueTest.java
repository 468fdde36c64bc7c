package io.voxguard.catalogue.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.catalogue.ShippedViews;
import io.voxguard.catalogue.document.InvalidDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureCatalogueTest {
    @Test
    void shippedViewsAreInTheCatalogue() {
        FeatureCatalogue catalogue = ShippedViews.catalogue();
        assertThat(catalogue.views().keySet())
                .containsExactlyInAnyOrder(
                        "caller_velocity",
                        "caller_geography",
                        "caller_rhythm",
                        "caller_history",
                        "callee_profile",
                        "trunk_load");
        assertThat(catalogue.views().values().stream()
                        .mapToInt(view -> view.features().size())
                        .sum())
                .isGreaterThanOrEqualTo(24);
    }

    @Test
    void optionalViewsFitBesideTheShippedOnes(@TempDir Path folder) throws IOException {
        Path models = Path.of(System.getProperty("voxguard.root"), "models");
        for (String views : List.of("feature-views", "optional-views")) {
            try (Stream<Path> files = Files.list(models.resolve(views))) {
                for (Path file : files.toList()) {
                    Files.copy(file, folder.resolve(file.getFileName()));
                }
            }
        }

        FeatureCatalogue catalogue = FeatureCatalogue.read(folder);

        assertThat(catalogue.views()).containsKeys("caller_velocity", "caller_location");
        assertThat(catalogue.refused()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ttl: PT2H, ttl: two hours, ttl",
        "entity: caller, entity: colour, entity",
        "id: 1, id: one, id",
        "type: int32, type: int, type",
        "default: 0, default: none, default",
        "features:, feature:, features",
        "view: caller_velocity, view: [, YAML"
    })
    void malformedViewIsRefusedWithItsFileAndField(String what, String with, String field, @TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("caller_velocity.yaml");
        Files.writeString(
                file,
                Files.readString(ShippedViews.FOLDER.resolve("caller_velocity.yaml"))
                        .replace(what, with));
        assertThatThrownBy(() -> FeatureCatalogue.read(folder))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining("caller_velocity.yaml")
                .hasMessageContaining(field);
    }
}
