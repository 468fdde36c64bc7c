package io.voxguard.fanout.service;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.voxguard.fanout.delivery.DeliveryEngine;
import io.voxguard.fanout.destination.Destination;
import io.voxguard.fanout.destination.DestinationsDocument;
import io.voxguard.fanout.destination.DestinationsFile;
import io.voxguard.fanout.destination.DestinationsFile.InvalidDocument;
import io.voxguard.fanout.destination.Target;
import io.voxguard.fanout.function.FanoutSettings;
import io.voxguard.store.StoreUnavailable;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** Starts and stops the delivery, and puts each valid version of the destinations document in force. An invalid one at the start ends it. */
@Singleton
final class Delivery {
    private static final Logger LOG = Logger.getLogger(Delivery.class);
    private static final int AFTER_STORE = 10;

    private final DeliveryEngine engine;
    private final FanoutSettings settings;
    private final Config config;
    private final Optional<DestinationsFile> file;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("destinations").daemon().factory());
    private Optional<DestinationsDocument> unapplied = Optional.of(DestinationsDocument.EMPTY);

    Delivery(DeliveryEngine engine, FanoutSettings settings, Config config) {
        this.engine = engine;
        this.settings = settings;
        this.config = config;
        this.file = settings.destinations()
                .map(path -> new DestinationsFile(path, name -> value(name).isPresent()));
    }

    private Optional<String> value(String name) {
        return config.getOptionalValue(name, String.class);
    }

    void start(@Observes @Priority(AFTER_STORE) StartupEvent starting) {
        if (file.isPresent()) {
            try {
                unapplied = file.get().read();
                unapplied.ifPresent(this::checkBroker);
            } catch (InvalidDocument e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }
        engine.start();
        timer.scheduleWithFixedDelay(this::apply, 0, settings.reload().toNanos(), TimeUnit.NANOSECONDS);
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        timer.shutdownNow();
        engine.stop();
    }

    private void apply() {
        try {
            if (file.isPresent()) {
                file.get().read().ifPresent(document -> {
                    checkBroker(document);
                    unapplied = Optional.of(document);
                });
            }
            if (unapplied.isPresent()) {
                engine.apply(unapplied.get());
                LOG.infof(
                        "Destinations in force: %s",
                        unapplied.get().destinations().stream()
                                .map(Destination::name)
                                .toList());
                unapplied = Optional.empty();
            }
        } catch (InvalidDocument | IllegalArgumentException e) {
            LOG.errorf("%s; keeping the former destinations", e.getMessage());
        } catch (StoreUnavailable e) {
            LOG.warnf("Cannot set up the destinations; trying again: %s", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("Cannot set up the destinations; trying again", e);
        }
    }

    private void checkBroker(DestinationsDocument document) {
        boolean hasBroker = value("kafka.bootstrap.servers")
                .filter(servers -> !servers.isBlank())
                .isPresent();
        for (Destination destination : document.destinations()) {
            if (destination.target() instanceof Target.Topic && !hasBroker) {
                throw new IllegalArgumentException("KAFKA_BOOTSTRAP_SERVERS: expected brokers for destination "
                        + destination.name() + ", got none");
            }
        }
    }
}
