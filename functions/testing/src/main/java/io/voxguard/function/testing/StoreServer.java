package io.voxguard.function.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.voxguard.store.embedded.EmbeddedStore;
import java.util.Map;

/** A store for the function, which tests can take away and bring back, empty. */
public final class StoreServer implements QuarkusTestResourceLifecycleManager {
    @SuppressWarnings("NullAway.Init") // set by start()
    private static EmbeddedStore store;

    /** Work that may throw. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    @Override
    public Map<String, String> start() {
        store = EmbeddedStore.start();
        return Map.of("voxguard.store.url", store.url());
    }

    public static String url() {
        return store.url();
    }

    /** Ends the store, runs some work, and starts an empty store on the same port. */
    public static void runWithoutStore(Work work) throws Exception {
        int port = store.port();
        store.close();
        try {
            work.run();
        } finally {
            store = EmbeddedStore.start(port);
        }
    }

    @Override
    public void stop() {
        store.close();
    }
}
