package io.voxguard.store.messaging.quarkus;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.voxguard.store.embedded.EmbeddedStore;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A store for the application under test. */
public final class StoreResource implements QuarkusTestResourceLifecycleManager {
    private @Nullable EmbeddedStore store;

    @Override
    public Map<String, String> start() {
        EmbeddedStore started = EmbeddedStore.start();
        store = started;
        return Map.of("STORE_URL", started.url());
    }

    @Override
    public void stop() {
        if (store != null) {
            store.close();
        }
    }
}
