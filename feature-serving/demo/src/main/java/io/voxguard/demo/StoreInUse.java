package io.voxguard.demo;

import io.voxguard.store.StoreUnavailable;
import io.voxguard.store.embedded.EmbeddedStore;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The store of a run: the one at STORE_URL, or an embedded server that ends with the run. */
final class StoreInUse implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration TO_REMOVE = Duration.ofSeconds(2);

    private final @Nullable EmbeddedStore embedded;
    private final String url;
    private final RedisStore client;

    private StoreInUse(@Nullable EmbeddedStore embedded, String url) {
        this.embedded = embedded;
        this.url = url;
        this.client = RedisStore.open(RedisStoreConfig.of(url));
    }

    static StoreInUse open() throws InterruptedException {
        String given = System.getenv("STORE_URL");
        StoreInUse store;
        if (given == null || given.isBlank()) {
            EmbeddedStore embedded = EmbeddedStore.start();
            store = new StoreInUse(embedded, embedded.url());
        } else {
            store = new StoreInUse(null, given);
        }
        store.awaitConnection();
        return store;
    }

    String url() {
        return url;
    }

    boolean isEmbedded() {
        return embedded != null;
    }

    /** Removes keys, unless they end with the store; says which it could not remove. */
    void remove(List<String> keys) {
        if (isEmbedded()) {
            return;
        }
        for (int i = 0; i < keys.size(); i++) {
            try {
                client.remove(keys.get(i), TO_REMOVE);
            } catch (StoreUnavailable e) {
                System.err.println("voxguard: the store at " + url + " still has " + keys.subList(i, keys.size()) + ": "
                        + e.getMessage());
                return;
            }
        }
    }

    private void awaitConnection() throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!client.connected()) {
            if (System.nanoTime() > end) {
                close();
                throw new IllegalStateException(
                        "no connection to the store at " + url + " within " + LIMIT.toSeconds() + " s");
            }
            Thread.sleep(10);
        }
    }

    @Override
    public void close() {
        client.close();
        if (embedded != null) {
            embedded.close();
        }
    }
}
