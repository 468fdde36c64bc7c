package io.voxguard.rulerefresh.service;

import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code docs/metrics.md} against the meters that rule-refresh registers once it has looked at a set. */
@QuarkusTest
@QuarkusTestResource(value = Servers.class, restrictToAnnotatedClass = true)
class DocumentedMetricsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void everyMetricIsDocumentedWithItsTypeAndLabels() throws IOException {
        Map<String, String> documented = DocumentedMetrics.documented("rule-refresh");
        long end = System.nanoTime() + PATIENCE.toNanos();
        Map<String, String> registered;
        boolean set = false;
        do { // a set's meters are there once it was compared
            set = set || insertedSet();
            registered = DocumentedMetrics.registered(
                    when().get("/q/metrics").then().statusCode(200).extract().asString());
        } while (!registered.equals(documented) && System.nanoTime() < end);
        assertThat(registered)
                .as("what /q/metrics has, and docs/metrics.md says")
                .isEqualTo(documented);
    }

    /** Returns whether the set could be inserted: not before the schema is brought up to date. */
    private static boolean insertedSet() {
        try (Connection connection = Servers.rules().getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute("INSERT INTO rule_sets (name) VALUES ('measured') ON CONFLICT DO NOTHING");
            return true;
        } catch (SQLException notMigratedYet) {
            return false;
        }
    }
}
