package io.voxguard.rulerefresh;

import io.voxguard.function.testing.LocalPostgres;
import io.voxguard.time.Backoff;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/** A real PostgreSQL with the rules' schema, and the changes that tests make in it. */
final class RulesDatabase implements AutoCloseable {
    /** Delays that do not slow tests down. */
    static final Backoff BACKOFF = Backoff.exponential(Duration.ofMillis(1), Duration.ofMillis(1));

    private final LocalPostgres server;

    private RulesDatabase(LocalPostgres server) {
        this.server = server;
    }

    static RulesDatabase start() {
        LocalPostgres server = LocalPostgres.start();
        server.migrate("db/rules");
        return new RulesDatabase(server);
    }

    DataSource source() {
        return server.dataSource();
    }

    int port() {
        return server.port();
    }

    void set(String name) throws SQLException {
        run("INSERT INTO rule_sets (name) VALUES (?)", name);
    }

    void rule(String set, String id, String condition, String action) throws SQLException {
        run(
                "INSERT INTO rules (rule_set, id, name, typology, condition, action, owner) VALUES (?, ?, ?, 'irsf', ?, ?, 'desk')",
                set,
                id,
                "rule " + id,
                condition,
                action);
    }

    void run(String sql, String... args) throws SQLException {
        try (Connection connection = source().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < args.length; i++) {
                statement.setString(i + 1, args[i]);
            }
            statement.execute();
        }
    }

    void inOneTransaction(String... statements) throws SQLException {
        try (Connection connection = source().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String sql : statements) {
                statement.execute(sql);
            }
            connection.commit();
        }
    }

    long number(String sql) throws SQLException {
        try (Connection connection = source().getConnection();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
