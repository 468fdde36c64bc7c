package io.voxguard.rulerefresh.service;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.voxguard.rulerefresh.function.RuleSetRefresher;
import io.voxguard.rulerefresh.function.RuleSetRefresher.Discovery;
import io.voxguard.rulerefresh.function.RulesSettings;
import io.voxguard.time.Backoff;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Compares database and store without an event: a change that none announced, and rules that the store lost, are published within one interval. */
@Singleton
final class Reconciliation {
    private static final Logger LOG = Logger.getLogger(Reconciliation.class);
    /** Delays are 0.8 to 1 of the interval: replicas that started together drift apart, and none is late. */
    private static final double MIDDLE = 0.9;

    private static final double JITTER = 0.1 / MIDDLE;

    private final RuleSetRefresher refresher;
    private final Migrations migrations;
    private final Backoff delays;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("reconcile").daemon().factory());

    Reconciliation(RuleSetRefresher refresher, RulesSettings settings, Migrations migrations) {
        this.refresher = refresher;
        this.migrations = migrations;
        Duration middle = Duration.ofNanos((long) (settings.reconcile().toNanos() * MIDDLE));
        this.delays = new Backoff(
                middle, middle, JITTER, () -> ThreadLocalRandom.current().nextDouble());
    }

    void start(@Observes StartupEvent started) {
        timer.execute(this::reconcile);
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.shutdownNow();
    }

    private void reconcile() {
        try {
            migrations.migrate(); // if there is no schema the refreshes report it
            Discovery discovery = refresher.discover();
            discovery.failure().ifPresent(LOG::warn);
            discovery.sets().forEach(refresher::refresh);
            if (discovery.failure().isEmpty()) {
                refresher.markReconciled();
            }
        } catch (RuntimeException e) {
            LOG.error("Cannot compare database and store; trying again after the next interval", e);
        } finally {
            if (!timer.isShutdown()) {
                timer.schedule(this::reconcile, delays.delay(1).toNanos(), TimeUnit.NANOSECONDS);
            }
        }
    }
}
