package io.voxguard.api;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.voxguard.store.embedded.EmbeddedStore;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A real store for the service under test, with the project's models; the same for the JVM and the native executable. */
public final class StoreForTests implements QuarkusTestResourceLifecycleManager {
    private @Nullable EmbeddedStore store;

    static Path models() {
        return Path.of(System.getProperty("voxguard.root"), "models");
    }

    @Override
    public Map<String, String> start() {
        EmbeddedStore started = EmbeddedStore.start();
        store = started;
        System.setProperty("voxguard.test.store", started.url());
        return Map.of(
                "voxguard.store.url", started.url(),
                "voxguard.models.dir", models().toString(),
                "voxguard.scoring.default-deadline", "5s");
    }

    @Override
    public void stop() {
        if (store != null) {
            store.close();
        }
    }

    static String url() {
        return System.getProperty("voxguard.test.store");
    }
}
