package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.voxguard.testing.DocumentedMetrics;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code docs/metrics.md} against the meters that the service registers once it has done each kind of work. */
@QuarkusTest
@WithTestResource(MetricsForTests.class)
class DocumentedMetricsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String CALL = "{\"caller\":\"+14155550123\",\"callee\":\"+442071838750\",\"model\":\""
            + MetricsForTests.DISAGREEING + "\"}";

    @Test
    void everyMetricIsDocumentedWithItsTypeAndLabels() throws IOException {
        Map<String, String> documented = DocumentedMetrics.documented("Feature serving");
        given().body("{\"policy\":\"shadow\",\"version\":\"1\",\"candidate\":\"2\"}")
                .put("/v1/models/" + MetricsForTests.DISAGREEING + "/policy")
                .then()
                .statusCode(200);
        push();
        given().body("{\"entities\":{\"caller\":[\"+14155550123\"]},\"features\":[\"caller_velocity:calls_1h\"]}")
                .post("/get-online-features")
                .then()
                .statusCode(200);
        long end = System.nanoTime() + PATIENCE.toNanos();
        Map<String, String> registered;
        do { // shadows are compared, and the refusal of a version is counted, beside the requests
            given().body(CALL).post("/v1/score").then().statusCode(200);
            registered = DocumentedMetrics.registered(
                    given().get("/q/metrics").then().statusCode(200).extract().asString());
        } while (!registered.equals(documented) && System.nanoTime() < end);
        assertThat(registered)
                .as("what /q/metrics has, and docs/metrics.md says")
                .isEqualTo(documented);
    }

    private static void push() {
        given().body(
                        "{\"push_source_name\":\"caller_velocity_push\",\"to\":\"online\",\"df\":{\"caller\":[\"+14155550123\"],"
                                + "\"event_timestamp\":[\"2026-03-02T08:15:30Z\"],\"calls_1m\":[1],\"calls_5m\":[3],\"calls_1h\":[9],"
                                + "\"distinct_callees_1h\":[4],\"unanswered_ratio_1h\":[0.25],\"mean_gap_s_1h\":[300.0]}}")
                .post("/push")
                .then()
                .statusCode(200);
    }
}
