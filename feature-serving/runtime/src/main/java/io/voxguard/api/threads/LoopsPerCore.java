package io.voxguard.api.threads;

import io.quarkus.vertx.VertxOptionsCustomizer;
import io.vertx.core.VertxOptions;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * One event loop for each core, unless {@code quarkus.vertx.event-loops-pool-size} is set: nothing blocks them, and the fewer they are the more requests
 * share a read of the store and a run of the model.
 */
@Singleton
final class LoopsPerCore implements VertxOptionsCustomizer {
    private static final String SET = "quarkus.vertx.event-loops-pool-size";

    @Override
    public void accept(VertxOptions options) {
        if (ConfigProvider.getConfig().getOptionalValue(SET, Integer.class).isEmpty()) {
            options.setEventLoopPoolSize(Runtime.getRuntime().availableProcessors());
        }
    }
}
