package io.voxguard.function.store;

import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.StartupEvent;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.connection.RedisStoreConfig;
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
        return RedisStoreConfig.at(settings.url())
                .queueSize(QUEUE_SIZE)
                .connectTimeout(settings.connectTimeout())
                .reconnectDelay(settings.reconnectDelay())
                .silence(settings.silence())
                .trustedCertificates(settings.trustedCertificates())
                .build();
    }

    @Produces
    @Singleton
    @DefaultBean // a function that scores calls has one already
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
