package io.voxguard.rulerefresh.local;

import io.voxguard.function.testing.LocalPostgres;
import io.voxguard.store.embedded.EmbeddedStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * {@code ./voxguard rules}: starts a database with sample rules, a store and rule-refresh, and prints commands to try. {@code --servers-only}: without rule-refresh,
 * until standard input ends.
 */
public final class Local {
    private static final String DEFAULT_PORT = "8081";

    private Local() {}

    public static void main(String[] arguments) throws IOException, SQLException, InterruptedException {
        List<String> given = List.of(arguments);
        try (LocalPostgres database = LocalPostgres.start();
                EmbeddedStore store = EmbeddedStore.start()) {
            database.migrate("db/rules");
            insertSampleRules(database);
            System.out.println("database " + database.url());
            System.out.println("store    " + store.url());
            if (given.contains("--servers-only")) {
                System.out.flush();
                while (System.in.read() >= 0) {
                    // its end is the end of whoever started this process
                }
                return;
            }
            run(database, store, port(given));
        }
    }

    private static void insertSampleRules(LocalPostgres database) throws IOException, SQLException {
        try (InputStream sample = Local.class.getResourceAsStream("/sample-rules.sql");
                Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            if (sample == null) {
                throw new IOException("sample-rules.sql is not among the resources");
            }
            statement.execute(new String(sample.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static String port(List<String> given) {
        int at = given.indexOf("--port");
        String port = System.getenv().getOrDefault("PORT", DEFAULT_PORT);
        return at >= 0 && at + 1 < given.size() ? given.get(at + 1) : port;
    }

    private static void run(LocalPostgres database, EmbeddedStore store, String port)
            throws IOException, InterruptedException {
        Path root = Path.of(System.getProperty("voxguard.root", "."));
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-jar",
                        root.resolve("functions/rule-refresh/service/target/quarkus-app/quarkus-run.jar")
                                .toString())
                .inheritIO();
        builder.environment()
                .putAll(Map.of(
                        "STORE_URL",
                        store.url(),
                        "RULES_DB_URL",
                        database.jdbcUrl(),
                        "RULES_DB_USER",
                        LocalPostgres.USER,
                        "RULES_DB_PASSWORD",
                        LocalPostgres.USER,
                        "MODELS_DIR",
                        root.resolve("models").toString(),
                        "QUARKUS_HTTP_HOST",
                        "127.0.0.1",
                        "PORT",
                        port));
        Process service = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(service::destroy));
        String url = "http://127.0.0.1:" + port;
        System.out.printf("""
                serving  %s

                How the set stands, and who runs it:
                  curl -s %s/v1/rules/core/status
                A rule more, and the event that says so:
                  psql %s -c "INSERT INTO rules (rule_set, id, name, typology, condition, action, owner) VALUES
                    ('core', 'busy', 'Very many calls', 'simbox', 'caller_velocity.calls_1h > 500', 'block', 'me')"
                  curl -si %s -H 'ce-specversion: 1.0' -H 'ce-type: io.voxguard.rules.changed.v1' -H 'ce-source: /me' -H 'ce-id: 1' \\
                       -H 'content-type: application/json' -d '{"set":"core"}'
                An engine that follows:
                  clients/rules/python/.venv/bin/python -m voxguard_rules.watch --store %s --set core --engine engine-1
                Calls that are scored by a model and held against the rules (another terminal; then the call that it prints):
                  STORE_URL=%s VOXGUARD_RULES_SET=core ./voxguard run

                Ctrl-C ends all of it.
                """, url, url, database.url(), url, store.url(), store.url());
        service.waitFor(Long.MAX_VALUE, TimeUnit.SECONDS);
    }
}
