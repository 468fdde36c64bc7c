package io.voxguard.rulerefresh.lambda;

import io.quarkus.test.common.DevServicesContext;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.voxguard.store.embedded.EmbeddedStore;
import io.voxguard.store.embedded.FaultyWire;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.ConfigProvider;
import org.flywaydb.core.Flyway;

/** A PostgreSQL with the rules' schema and a store for the function, which tests can take away. */
public final class Servers implements QuarkusTestResourceLifecycleManager, DevServicesContext.ContextAware {
    private static final String RUNTIME_PORT = "quarkus.lambda.mock-event-server.test-port";

    @SuppressWarnings("NullAway.Init") // set when it starts
    static EmbeddedStore store;

    @SuppressWarnings("NullAway.Init") // set when it starts
    static FaultyWire gate;

    @SuppressWarnings("NullAway.Init") // set when it starts
    private static EmbeddedPostgres database;

    private static Map<String, String> packaged = Map.of();

    @Override
    public void setIntegrationTestContext(DevServicesContext context) {
        packaged = context.devServicesProperties();
    }

    /** Where Lambda's runtime interface is: of the function in this process, or of the packaged one. */
    static int runtimePort() {
        String port = packaged.get(RUNTIME_PORT);
        return port == null ? ConfigProvider.getConfig().getValue(RUNTIME_PORT, Integer.class) : Integer.parseInt(port);
    }

    @Override
    public Map<String, String> start() {
        try {
            database = EmbeddedPostgres.builder().start();
            gate = FaultyWire.to(database.getPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Flyway.configure().dataSource(rules()).locations("db/rules").load().migrate();
        store = EmbeddedStore.start();
        return Map.of(
                "quarkus.datasource.jdbc.url",
                "jdbc:postgresql://127.0.0.1:" + gate.port() + "/postgres",
                "quarkus.datasource.username",
                "postgres",
                "quarkus.datasource.password",
                "postgres",
                "voxguard.store.url",
                store.url(),
                "voxguard.models.dir",
                Path.of(System.getProperty("voxguard.root"), "models").toString(),
                "voxguard.rules.retry",
                "500ms",
                "voxguard.rules.store-limit",
                "500ms",
                "voxguard.lambda.limit",
                "4s");
    }

    /** Past the gate. */
    static DataSource rules() {
        return database.getPostgresDatabase();
    }

    @Override
    public void stop() {
        try {
            gate.close();
            store.close();
            database.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
