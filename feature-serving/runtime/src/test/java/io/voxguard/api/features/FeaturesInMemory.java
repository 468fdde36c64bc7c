package io.voxguard.api.features;

import io.voxguard.api.StoreInMemory;
import io.voxguard.serving.feature.NearCache;
import io.voxguard.serving.feature.OnlineFeatures;
import io.voxguard.serving.limit.CallLimits;
import io.voxguard.testing.SettingsForTests;
import io.voxguard.time.Ticker;
import java.nio.file.Path;
import java.util.Map;

/** Features over a store in memory, for units that need no rows of it. */
public final class FeaturesInMemory {
    private FeaturesInMemory() {}

    /** Those of the project's own views. */
    public static Features ofTheProject() {
        return open(Path.of(System.getProperty("voxguard.root"), "models"), Map.of());
    }

    /**
     * Those of a folder and a registry.
     *
     * @param feast properties of {@link FeastSettings}
     */
    public static Features open(Path models, Map<String, String> feast) {
        FeastSettings settings = SettingsForTests.read(FeastSettings.class, feast);
        StoreInMemory store = new StoreInMemory(true);
        return new Features(
                new ModelsFolder(models, settings),
                settings,
                SettingsForTests.read(FeaturesSettings.class, Map.of()),
                new OnlineFeatures(store, NearCache.none(), Ticker.SYSTEM),
                store,
                NearCache.none(),
                CallLimits.OFF,
                Ticker.SYSTEM);
    }
}
