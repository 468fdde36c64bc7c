package io.voxguard.serving.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.serving.ShippedModels;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class RequestFeatureTest {
    @Test
    void declaredRequestFeaturesAreThoseThatAreComputedFromTheCall() {
        assertThat(ShippedModels.catalogue().request())
                .extracting(feature -> feature.name())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(RequestFeature.values())
                        .filter(feature -> feature.counted() == null)
                        .map(feature -> feature.name().toLowerCase(Locale.ROOT))
                        .toList());
    }

    @Test
    void unknownNameIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> RequestFeature.named("moon_phase"))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining("request:moon_phase")
                .hasMessageContaining("HOUR");
    }
}
