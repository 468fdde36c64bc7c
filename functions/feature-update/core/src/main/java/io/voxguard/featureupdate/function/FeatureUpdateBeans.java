package io.voxguard.featureupdate.function;

import io.voxguard.catalogue.number.NumberRanges;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.featureupdate.definition.Definitions;
import io.voxguard.featureupdate.update.FeatureUpdater;
import io.voxguard.featureupdate.update.UpdateSettings;
import io.voxguard.store.redis.RedisStore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Makes the parts of feature-update from its settings. */
@Singleton
final class FeatureUpdateBeans {
    /** Attempts for a state that other writers keep changing; after them the event is delivered again. */
    private static final int ATTEMPTS = 5;

    @Produces
    @Singleton
    FeatureUpdater updater(
            RedisStore store,
            ModelsSettings models,
            FeatureUpdateSettings settings,
            FeatureUpdateMetrics metrics,
            Revisions revisions) {
        return new FeatureUpdater(
                Definitions.of(FeatureCatalogue.read(models.dir().resolve("feature-views"))),
                NumberRanges.read(models.dir().resolve("number-ranges.csv")),
                store.featureStates(),
                store.shared(),
                new UpdateSettings(
                        settings.lateness(),
                        settings.storeLimit(),
                        ATTEMPTS,
                        settings.feastKeyTtl().orElse(Duration.ZERO),
                        settings.cachedState()),
                metrics,
                revisions);
    }
}
