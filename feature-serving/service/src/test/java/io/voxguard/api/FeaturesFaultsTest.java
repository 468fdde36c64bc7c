package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.oneOf;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A store that goes silent, and one that goes away and comes back: requests for features and pushes are answered in time, and nothing accepted is lost. */
@QuarkusTest
@Tag("it")
@WithTestResource(FailingStore.ShortDeadlines.class)
class FeaturesFaultsTest {
    private static final String READ =
            "{\"entities\":{\"caller_id\":[\"a\"]},\"features\":[\"packed:calls\",\"feast:ratio\"]}";
    private static final String PUSH =
            "{\"push_source_name\":\"packed_push\",\"df\":{\"caller_id\":[\"a\"],\"event_timestamp\":[\""
                    + Instant.now() + "\"],\"calls\":[1],\"ratio\":[1],\"known\":[true]}}";

    @Test
    void silentStoreIs504ToReadsAndTimedOutToPushes() throws IOException {
        awaitRead();
        FailingStore.whileSilent(() -> {
            given().body(READ)
                    .post("/get-online-features")
                    .then()
                    .statusCode(504)
                    .body("error.field", equalTo("store"));
            given().body(PUSH).post("/push").then().statusCode(503).body("results.status", contains("timed_out"));
        });
        awaitRead();
        // the first push was on its way; sending it again does no harm
        given().body(PUSH)
                .post("/push")
                .then()
                .statusCode(200)
                .body("results.status", everyItem(oneOf("written", "duplicate")));
    }

    @Test
    void stoppedStoreIsReportedAndReconnectedWhenItReturns() throws IOException {
        awaitRead();
        FailingStore.stop();
        await("reads that fail")
                .atMost(Duration.ofSeconds(10))
                .until(() -> given().body(READ).post("/get-online-features").statusCode() != 200);
        given().body(READ).post("/get-online-features").then().statusCode(oneOf(503, 504));
        given().body(PUSH)
                .post("/push")
                .then()
                .statusCode(503)
                .body("results.status", contains(oneOf("unavailable", "timed_out")));
        given().get("/health").then().statusCode(200);
        FailingStore.startAgain();
        awaitRead();
        given().body(PUSH).post("/push").then().statusCode(200).body("results.status", contains("written"));
    }

    private static void awaitRead() {
        await("reads that succeed")
                .atMost(Duration.ofSeconds(15))
                .until(() -> given().body(READ).post("/get-online-features").statusCode() == 200);
    }
}
