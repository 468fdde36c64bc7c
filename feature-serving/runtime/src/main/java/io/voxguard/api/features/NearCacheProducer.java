package io.voxguard.api.features;

import io.voxguard.api.calls.CallsSettings;
import io.voxguard.serving.feature.NearCache;
import io.voxguard.serving.feature.OnlineFeatures;
import io.voxguard.store.CallsInProgress;
import io.voxguard.store.OnlineStore;
import io.voxguard.time.Ticker;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;

/** Makes the one near cache of the process, and the reader before it. */
@Singleton
final class NearCacheProducer {
    @Produces
    @Singleton
    NearCache nearCache(NearCacheSettings settings, Ticker ticker) {
        Map<String, NearCache.Bounds> views = new HashMap<>();
        settings.views().forEach((name, view) -> views.put(name, new NearCache.Bounds(view.ttl(), view.maxRows())));
        return new NearCache(views, ticker);
    }

    @Produces
    @Singleton
    OnlineFeatures onlineFeatures(
            OnlineStore store,
            NearCache near,
            FeaturesSettings settings,
            CallsSettings callsSettings,
            CallsInProgress calls,
            Ticker ticker) {
        return new OnlineFeatures(store, near, settings.maxSkew(), callsSettings.inScoring() ? calls : null, ticker);
    }
}
