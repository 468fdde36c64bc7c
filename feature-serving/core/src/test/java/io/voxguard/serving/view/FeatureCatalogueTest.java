package io.voxguard.serving.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.serving.ShippedModels;
import io.voxguard.serving.document.InvalidDocument;
import io.voxguard.serving.feature.RequestFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureCatalogueTest {
    @Test
    void theProjectsViewsAreThere() {
        FeatureCatalogue catalogue = ShippedModels.catalogue();
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
        RequestFeature.check(catalogue.request());
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
    void aViewThatIsNoneIsRefusedWithItsFileAndField(String what, String with, String field, @TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("caller_velocity.yaml");
        Files.copy(ShippedModels.FOLDER.resolve("feature-views/caller_velocity.yaml"), file);
        ShippedModels.replace(file, what, with);
        assertThatThrownBy(() -> FeatureCatalogue.read(folder))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining("caller_velocity.yaml")
                .hasMessageContaining(field);
    }
}
