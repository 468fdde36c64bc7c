package io.voxguard.process.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.Startup;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.connection.Engine;
import jakarta.inject.Singleton;
import java.util.List;

/** Metric {@code voxguard_store_info}: always 1, with the engine that answers and its version as tags. */
@Startup
@Singleton
final class StoreMetrics {
    private final MultiGauge info;

    StoreMetrics(RedisStore store, MeterRegistry meters) {
        info = MultiGauge.builder("voxguard.store.info")
                .description("1, with the store's engine and its version")
                .register(meters);
        store.listenForEngine(this::show);
    }

    private void show(Engine engine) {
        Tags tags = Tags.of("engine", engine.kind().label(), "version", StoreHealth.version(engine));
        info.register(List.of(Row.of(tags, 1)), true);
    }
}
