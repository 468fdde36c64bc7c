package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Limits while the store cannot be reached: the configuration decides, and the answer says so. */
@QuarkusTest
@WithTestResource(LimitsWithoutStoreTest.NoStore.class)
class LimitsWithoutStoreTest {
    private static final String BODY = "{\"key\":\"k\"}";

    @Test
    void limitThatAllowsLetsRequestsPass() {
        given().body(BODY)
                .post("/v1/limits/per-key/consume")
                .then()
                .statusCode(200)
                .header("RateLimit", nullValue())
                .body("allowed", is(true))
                .body("degraded", is(true))
                .body("remaining", nullValue())
                .body("retry_after_ms", nullValue())
                .body("reset_after_ms", nullValue());
    }

    @Test
    void limitThatRefusesAnswers503WithoutCallingItALimit() {
        for (String limit : new String[] {"strict", "lenient-and-strict"}) {
            given().body(BODY)
                    .post("/v1/limits/" + limit + "/consume")
                    .then()
                    .statusCode(503)
                    .header("Retry-After", equalTo("1"))
                    .body("allowed", is(false))
                    .body("degraded", is(true))
                    .body("limit", equalTo(limit));
        }
        given().body(BODY).post("/v1/limits/strict/peek").then().statusCode(200).body("allowed", is(false));
        given().body("{\"keys\":[{\"key\":\"a\"},{\"key\":\"b\"}]}")
                .post("/v1/limits/strict/consume")
                .then()
                .statusCode(200)
                .body("results", hasSize(2))
                .body("results.allowed", everyItem(is(false)))
                .body("results.degraded", everyItem(is(true)));
    }

    @Test
    void resetIsNotConfirmed() {
        given().body(BODY)
                .post("/v1/limits/per-key/reset")
                .then()
                .statusCode(503)
                .body("error.field", equalTo("store"));
    }

    @Test
    void badBodyIsStillTheSendersFault() {
        given().body("{}").post("/v1/limits/strict/consume").then().statusCode(400);
    }

    public static final class NoStore extends ServiceForTests {
        @Override
        void configure(Path models, Map<String, String> settings) {
            settings.put("voxguard.store.url", "redis://127.0.0.1:1");
            LimitsForTests.declare(settings);
        }
    }
}
