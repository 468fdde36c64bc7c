package io.voxguard.rulerefresh.service;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.voxguard.rulerefresh.app.Refreshes;
import io.voxguard.rulerefresh.app.RulesSettings;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Compares database and store without being told: what no message said, and what the store lost, is put right within one interval. */
@Singleton
final class Reconciliation {
    private static final Logger LOG = Logger.getLogger(Reconciliation.class);

    private final Refreshes refreshes;
    private final RulesSettings settings;
    private final Migrations migrations;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("reconcile").daemon().factory());

    Reconciliation(Refreshes refreshes, RulesSettings settings, Migrations migrations) {
        this.refreshes = refreshes;
        this.settings = settings;
        this.migrations = migrations;
    }

    void start(@Observes StartupEvent started) {
        timer.execute(this::reconcile);
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.shutdownNow();
    }

    private void reconcile() {
        long interval = settings.reconcile().toMillis();
        try {
            migrations.tryAll(); // without a schema the refreshes say so
            Refreshes.Found found = refreshes.find();
            found.unanswered().ifPresent(LOG::warn);
            found.sets().forEach(refreshes::refresh);
            if (found.unanswered().isEmpty()) {
                refreshes.looked();
            }
        } catch (RuntimeException e) {
            LOG.error("A reconciliation failed", e); // the next one may not
        } finally {
            // copies that started together do not stay together
            long jittered = interval - ThreadLocalRandom.current().nextLong(interval / 5 + 1);
            if (!timer.isShutdown()) {
                timer.schedule(this::reconcile, jittered, TimeUnit.MILLISECONDS);
            }
        }
    }
}
