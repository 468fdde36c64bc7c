package io.voxguard.rulerefresh.local;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;

/** A PostgreSQL in child processes, on loopback, with the rules' schema and some rules. Nothing survives it. */
final class Database implements AutoCloseable {
    private static final String USER = "postgres";

    private final EmbeddedPostgres server;

    private Database(EmbeddedPostgres server) {
        this.server = server;
    }

    static Database start() throws IOException, SQLException {
        Database database = new Database(EmbeddedPostgres.builder().start());
        Flyway.configure()
                .dataSource(database.server.getPostgresDatabase())
                .locations("db/rules")
                .load()
                .migrate();
        database.fill();
        return database;
    }

    private void fill() throws IOException, SQLException {
        try (InputStream sample = Database.class.getResourceAsStream("/sample-rules.sql");
                Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            if (sample == null) {
                throw new IOException("sample-rules.sql is not among the resources");
            }
            statement.execute(new String(sample.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres";
    }

    /** As psql and other clients take it. */
    String url() {
        return "postgresql://" + USER + ":" + USER + "@127.0.0.1:" + server.getPort() + "/postgres";
    }

    String user() {
        return USER;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
