package io.voxguard.rulerefresh.service;

import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.voxguard.function.testing.PostgresServer;
import io.voxguard.function.testing.StoreServer;
import io.voxguard.testing.DocumentedMetrics;
import io.voxguard.testing.Eventually;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code docs/metrics.md} against the meters that rule-refresh registers once it has refreshed a set. */
@QuarkusTest
@QuarkusTestResource(value = StoreServer.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = PostgresServer.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = TestSettings.class, restrictToAnnotatedClass = true)
class DocumentedMetricsTest {
    @Test
    void everyMetricIsDocumentedWithItsTypeAndLabels() throws Exception {
        Eventually.await("the schema is migrated", RuleTables::migrated);
        RuleTables.insertSet("measured");
        Eventually.await("the set is refreshed", () -> registered().containsKey("voxguard_rules_refresh_seconds"));
        assertThat(registered())
                .as("metrics of /q/metrics and of docs/metrics.md")
                .isEqualTo(DocumentedMetrics.documented("rule-refresh"));
    }

    private static Map<String, String> registered() {
        return DocumentedMetrics.registered(
                when().get("/q/metrics").then().statusCode(200).extract().asString());
    }
}
