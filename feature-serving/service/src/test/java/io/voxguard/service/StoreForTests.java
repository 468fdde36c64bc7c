package io.voxguard.service;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.voxguard.store.embedded.EmbeddedStore;
import java.nio.file.Path;
import java.util.Map;

/** A real store for the service under test, with the project's models; the same for the JVM and the native executable. */
public final class StoreForTests implements QuarkusTestResourceLifecycleManager {
    private EmbeddedStore store;

    static Path models() {
        return Path.of(System.getProperty("voxguard.root"), "models");
    }

    @Override
    public Map<String, String> start() {
        store = EmbeddedStore.start();
        System.setProperty("voxguard.test.store", store.url());
        return Map.of(
                "voxguard.store.url", store.url(),
                "voxguard.models.dir", models().toString(),
                "voxguard.scoring.default-deadline", "5s");
    }

    @Override
    public void stop() {
        store.close();
    }

    static String url() {
        return System.getProperty("voxguard.test.store");
    }
}
