package io.voxguard.api.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.serving.feature.NearCache;
import io.voxguard.testing.SettingsForTests;
import io.voxguard.time.Ticker;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NearCacheProducerTest {
    private static final FeatureCatalogue CATALOGUE =
            FeatureCatalogue.read(Path.of(System.getProperty("voxguard.root"), "models/feature-views"));

    private static NearCache cache(Map<String, String> properties) {
        return new NearCacheProducer()
                .nearCache(SettingsForTests.read(NearCacheSettings.class, properties), Ticker.SYSTEM);
    }

    @Test
    void noViewIsCachedByDefault() {
        assertThat(cache(Map.of()).keepsAny()).isFalse();
    }

    @Test
    void onlyConfiguredViewsAreCached() {
        NearCache cache = cache(Map.of(
                "voxguard.near-cache.views.caller_velocity.ttl", "5s",
                "voxguard.near-cache.views.trunk_load.max-rows", "10"));
        assertThat(cache.keepsAny()).isTrue();
        assertThat(CATALOGUE.views().values().stream().filter(cache::keeps))
                .extracting(FeatureView::name)
                .containsExactlyInAnyOrder("caller_velocity", "trunk_load");
    }
}
