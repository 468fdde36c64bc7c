package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Scores under limits while the store cannot be reached: as the limit says, and named in {@code degraded}. */
@QuarkusTest
@WithTestResource(LimitedScoresWithoutStoreTest.NoStore.class)
class LimitedScoresWithoutStoreTest {
    @Test
    void limitThatAllowsBlocksNobodyAndIsNamed() {
        given().body("{\"caller\":\"+14155550100\",\"callee\":\"+442071838750\"}")
                .post("/v1/score")
                .then()
                .statusCode(200)
                .body("decided_by", not("limit"))
                .body("degraded", hasItem(Map.of("view", "limit:per-caller", "reason", "unavailable")));
        given().body("{\"caller\":\"+14155550100\",\"callee\":\"112\"}")
                .post("/v1/score")
                .then()
                .statusCode(200)
                .body("decision", equalTo("allow"))
                .body("degraded.view", not(hasItem("limit:per-caller")));
    }

    @Test
    void strictCallIsNotAnsweredWithoutItsLimits() {
        given().body("{\"caller\":\"+14155550100\",\"callee\":\"+442071838750\",\"strict\":true}")
                .post("/v1/score")
                .then()
                .statusCode(504);
    }

    public static final class NoStore extends ServiceForTests {
        @Override
        void configure(Path models, Map<String, String> settings) {
            LimitedScoresTest.declare(settings, "allow");
            settings.put("voxguard.store.url", "redis://127.0.0.1:1");
        }
    }
}
