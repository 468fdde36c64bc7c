package io.voxguard.function.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** A PostgreSQL in child processes, on a free port of 127.0.0.1. Its data is deleted when it is closed. */
public final class LocalPostgres implements AutoCloseable {
    /** The superuser, whose password is the same. */
    public static final String USER = "postgres";

    private final EmbeddedPostgres server;

    private LocalPostgres(EmbeddedPostgres server) {
        this.server = server;
    }

    public static LocalPostgres start() {
        try {
            return new LocalPostgres(EmbeddedPostgres.builder().start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Brings the schema up to date with Flyway's scripts in a folder of the class path. */
    public void migrate(String location) {
        Flyway.configure().dataSource(dataSource()).locations(location).load().migrate();
    }

    public DataSource dataSource() {
        return server.getPostgresDatabase();
    }

    public int port() {
        return server.getPort();
    }

    public String jdbcUrl() {
        return jdbcUrl(port());
    }

    /** Returns the address of the database behind another port. */
    static String jdbcUrl(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + USER;
    }

    /** Returns the address as psql and other clients take it. */
    public String url() {
        return "postgresql://" + USER + ":" + USER + "@127.0.0.1:" + port() + "/" + USER;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
