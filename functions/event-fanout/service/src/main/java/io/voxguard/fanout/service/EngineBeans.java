package io.voxguard.fanout.service;

import io.vertx.core.Vertx;
import io.voxguard.fanout.delivery.DeliveryEngine;
import io.voxguard.fanout.delivery.DeliveryEvents;
import io.voxguard.fanout.delivery.DeliverySettings;
import io.voxguard.fanout.delivery.RedisFanoutStore;
import io.voxguard.fanout.function.Acceptance;
import io.voxguard.fanout.function.FanoutSettings;
import io.voxguard.fanout.log.Partitions;
import io.voxguard.fanout.send.types.DestinationTypes;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import io.voxguard.time.Backoff;
import io.voxguard.time.Ticker;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes the delivery from its settings. */
@Singleton
final class EngineBeans {
    @Produces
    @Singleton
    DestinationTypes destinationTypes(
            RedisStore store,
            Vertx vertx,
            Config config,
            Clock clock,
            @ConfigProperty(name = "kafka.bootstrap.servers") Optional<String> brokers) {
        Map<String, String> kafka = new HashMap<>();
        brokers.filter(servers -> !servers.isBlank()).ifPresent(servers -> kafka.put("bootstrap.servers", servers));
        return new DestinationTypes(
                store.events(),
                store.channels(),
                kafka,
                vertx,
                name -> config.getOptionalValue(name, String.class),
                clock);
    }

    @Produces
    @Singleton
    DeliveryEngine engine(
            RedisStore store,
            RedisStoreConfig storeConfig,
            Partitions partitions,
            DestinationTypes types,
            FanoutSettings settings,
            DeliveryEvents events,
            Clock clock,
            Ticker ticker) {
        return new DeliveryEngine(
                new RedisFanoutStore(store, storeConfig, partitions, settings.deadLetters()),
                types,
                new DeliverySettings(
                        settings.storeLimit(),
                        Backoff.exponential(
                                settings.retry().first(), settings.retry().longest()),
                        settings.retry().maxAfter(),
                        settings.circuit().failures(),
                        settings.circuit().pause(),
                        settings.maxHeld(),
                        settings.retention()),
                events,
                replica(),
                settings.lease(),
                clock,
                ticker);
    }

    private static String replica() {
        return System.getenv().getOrDefault("HOSTNAME", "local") + "-" + UUID.randomUUID();
    }

    /** Returns the acceptance: before every destination has its group, an accepted event would not reach it. */
    @Produces
    @Singleton
    Acceptance acceptance(DeliveryEngine engine) {
        return () -> engine.isReady() ? Optional.empty() : Optional.of("store: the destinations are not set up yet");
    }
}
