package io.voxguard.rulerefresh;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** A real PostgreSQL with the rules' schema, and the changes that tests make in it. */
final class RulesDatabase implements AutoCloseable {
    private final EmbeddedPostgres server;

    private RulesDatabase(EmbeddedPostgres server) {
        this.server = server;
    }

    static RulesDatabase start() throws IOException {
        EmbeddedPostgres server = EmbeddedPostgres.builder().start();
        Flyway.configure()
                .dataSource(server.getPostgresDatabase())
                .locations("db/rules")
                .load()
                .migrate();
        return new RulesDatabase(server);
    }

    DataSource source() {
        return server.getPostgresDatabase();
    }

    int port() {
        return server.getPort();
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

    /** Several statements in one transaction. */
    void together(String... statements) throws SQLException {
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
    public void close() throws IOException {
        server.close();
    }
}
