package io.voxguard.rulerefresh.service;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.voxguard.store.SnapshotStore;
import io.voxguard.store.embedded.EmbeddedStore;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.RedisStoreConfig;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** A PostgreSQL and a store for the service, which tests can take away. */
public final class Servers implements QuarkusTestResourceLifecycleManager {
    private static final int QUEUE = 4096;

    @SuppressWarnings("NullAway.Init") // set when it starts
    static EmbeddedPostgres database;

    @SuppressWarnings("NullAway.Init") // set when it starts
    static EmbeddedStore store;

    /** What the store holds, read past the service. */
    @SuppressWarnings("NullAway.Init") // set when it starts
    private static RedisStore client;

    private String reconcile = "1s";

    /** @param arguments {@code reconcile}: between two comparisons */
    @Override
    public void init(Map<String, String> arguments) {
        reconcile = arguments.getOrDefault("reconcile", reconcile);
    }

    @Override
    public Map<String, String> start() {
        try {
            database = EmbeddedPostgres.builder().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        store = EmbeddedStore.start();
        client = RedisStore.open(new RedisStoreConfig(
                store.url(), 1, QUEUE, Duration.ofSeconds(1), Duration.ofMillis(100), Optional.empty()));
        return Map.of(
                "quarkus.datasource.jdbc.url",
                "jdbc:postgresql://127.0.0.1:" + database.getPort() + "/postgres",
                "quarkus.datasource.username",
                "postgres",
                "quarkus.datasource.password",
                "postgres",
                "voxguard.store.url",
                store.url(),
                "voxguard.models.dir",
                Path.of(System.getProperty("voxguard.root"), "models").toString(),
                "voxguard.rules.reconcile",
                reconcile,
                "voxguard.rules.retry",
                "500ms",
                "voxguard.rules.store-limit",
                "500ms");
    }

    static SnapshotStore snapshots() {
        return client.snapshots();
    }

    static DataSource rules() {
        return database.getPostgresDatabase();
    }

    @Override
    public void stop() {
        try {
            client.close();
            store.close();
            database.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
