package io.voxguard.function.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.voxguard.store.embedded.FaultyWire;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL for the function, behind a wire on which tests can make faults. The init argument {@code migrations} names the schema to create. */
public final class PostgresServer implements QuarkusTestResourceLifecycleManager {
    @SuppressWarnings("NullAway.Init") // set by start()
    private static LocalPostgres database;

    @SuppressWarnings("NullAway.Init") // set by start()
    private static FaultyWire wire;

    private @Nullable String migrations;

    @Override
    public void init(Map<String, String> arguments) {
        migrations = arguments.get("migrations");
    }

    @Override
    public Map<String, String> start() {
        database = LocalPostgres.start();
        Optional.ofNullable(migrations).ifPresent(database::migrate);
        wire = FaultyWire.to(database.port());
        return Map.of(
                "quarkus.datasource.jdbc.url", LocalPostgres.jdbcUrl(wire.port()),
                "quarkus.datasource.username", LocalPostgres.USER,
                "quarkus.datasource.password", LocalPostgres.USER);
    }

    /** The function's connections. */
    public static FaultyWire wire() {
        return wire;
    }

    /** Connections that do not go through the wire. */
    public static DataSource dataSource() {
        return database.dataSource();
    }

    /** Runs a statement on a connection that does not go through the wire. */
    public static void execute(String sql) throws SQLException {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void stop() {
        wire.close();
        database.close();
    }
}
