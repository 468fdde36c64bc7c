package io.voxguard.rulerefresh.service;

import io.voxguard.rulerefresh.function.RulesSettings;
import jakarta.inject.Singleton;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jboss.logging.Logger;

/** Brings the schema up to date as soon as the database answers. The process starts without it, and keeps the store's rules meanwhile. */
@Singleton
final class Migrations {
    private static final Logger LOG = Logger.getLogger(Migrations.class);

    private final Flyway flyway;
    private boolean done;

    Migrations(Flyway flyway, RulesSettings settings) {
        this.flyway = flyway;
        this.done = !settings.migrate();
    }

    /** Brings the schema up to date unless that has been done; logs if the database does not answer. */
    synchronized void migrate() {
        if (!done) {
            try {
                flyway.migrate();
                done = true;
            } catch (FlywayException e) {
                LOG.warnf("Cannot migrate the rules database: %s", e.getMessage());
            }
        }
    }
}
