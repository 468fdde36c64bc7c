package io.voxguard.function.store;

import io.quarkus.runtime.StartupEvent;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.RedisStoreConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the store's client from its settings; wrong ones end the start rather than fail the first event. */
@Singleton
final class StoreBeans {
    /** Commands that may wait for an answer: an event needs a few. */
    private static final int QUEUE_SIZE = 4_096;

    private static final int BEFORE_OTHERS = 1;

    @Produces
    @Singleton
    RedisStoreConfig config(StoreSettings settings) {
        String url = settings.url()
                .filter(text -> !text.isBlank())
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "STORE_URL is not set: expected redis://host:port, rediss://host:port or redis-socket:///path"));
        return new RedisStoreConfig(
                url,
                1,
                QUEUE_SIZE,
                settings.connectTimeout(),
                settings.reconnectDelay(),
                settings.silence(),
                settings.trustedCertificates());
    }

    @Produces
    @Singleton
    RedisStore store(RedisStoreConfig config) {
        return RedisStore.open(config);
    }

    void close(@Disposes RedisStore store) {
        store.close();
    }

    void open(@Observes @Priority(BEFORE_OTHERS) StartupEvent starting, RedisStore store) {
        // injecting it has opened it
    }
}
