package io.voxguard.api.http.features;

import io.voxguard.api.features.FeastSettings;
import io.voxguard.api.features.Features;
import io.voxguard.api.features.FeaturesSettings;
import io.voxguard.api.metrics.FeatureMetrics;
import jakarta.inject.Singleton;
import java.time.Clock;

/** What reading and writing features have in common. */
@Singleton
record FeatureAccess(
        Features features, FeaturesSettings settings, FeastSettings feast, FeatureMetrics metrics, Clock clock) {
    /** Returns whether replies are as Feast's server gives them. */
    boolean likeFeast() {
        return feast.compatibleStatuses();
    }
}
