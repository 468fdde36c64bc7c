package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.oneOf;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A store that goes silent, goes away and comes back: every call is answered in time, and says what it lacks. */
@QuarkusTest
@Tag("it")
@WithTestResource(FailingStore.ShortDeadlines.class)
class StoreFaultsTest {
    private static final String CALL =
            "{\"caller\":\"+14155550100\",\"callee\":\"+442071838750\",\"trunk\":\"t\",\"deadline_ms\":200}";
    private static final String STRICT = CALL.replace("}", ",\"strict\":true}");

    @Test
    void silentStoreGivesDefaultsWithinTheDeadlineAnd504ToStrictCalls() throws IOException {
        awaitStrictAnswer();
        FailingStore.whileSilent(() -> {
            given().body(CALL)
                    .post("/v1/score")
                    .then()
                    .statusCode(200)
                    .body("degraded.reason", everyItem(equalTo("timed_out")))
                    .body("degraded.view", hasSize(6))
                    .body("features.present", equalTo(6));
            given().body(STRICT)
                    .post("/v1/score")
                    .then()
                    .statusCode(504)
                    .body("error.field", equalTo("deadline_ms"))
                    .body("error.got", equalTo("timed_out"));
        });
        awaitStrictAnswer();
    }

    @Test
    void stoppedStoreGivesDefaultsAndIsReconnectedWhenItReturns() throws IOException {
        awaitStrictAnswer();
        FailingStore.stop();
        given().body(CALL)
                .post("/v1/score")
                .then()
                .statusCode(200)
                .body("degraded.reason", everyItem(oneOf("unavailable", "timed_out")))
                .body("degraded", hasSize(6))
                .body("decision", oneOf("allow", "review", "block"));
        given().body("{\"calls\":[" + CALL.replace(",\"deadline_ms\":200", "") + "],\"deadline_ms\":500}")
                .post("/v1/score/batch")
                .then()
                .statusCode(200)
                .body("results[0].degraded", hasSize(6));
        given().body(STRICT).post("/v1/score").then().statusCode(504).body("error.expected", containsString("strict"));
        given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'store' }.data.connected", is(false));
        FailingStore.startAgain();
        awaitStrictAnswer();
        given().body(STRICT).post("/v1/score").then().statusCode(200).body("degraded", empty());
    }

    private static void awaitStrictAnswer() {
        await("answers from the store")
                .atMost(Duration.ofSeconds(15))
                .until(() -> given().body(STRICT).post("/v1/score").statusCode() == 200);
    }
}
