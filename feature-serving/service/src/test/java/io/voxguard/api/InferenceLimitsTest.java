package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A model with room for one request and nobody waiting, on a service where models are not changed by request. */
@Tag("it")
@QuarkusTest
@WithTestResource(InferenceLimitsTest.NoControl.class)
class InferenceLimitsTest {
    @Test
    void requestBeyondConcurrencyIs429WithRetryAfter() throws Exception {
        String rows = String.join(",", Collections.nCopies(20_000 * 40, "1"));
        String body = "{\"inputs\":[{\"name\":\"features\",\"datatype\":\"FP32\",\"shape\":[20000,40],\"data\":[" + rows
                + "]}],\"outputs\":[{\"name\":\"probability\",\"parameters\":{\"binary_data\":true}}]}";
        List<Integer> codes = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            for (int round = 0; round < 10 && !codes.contains(429); round++) {
                List<Future<Integer>> replies = new ArrayList<>();
                for (int i = 0; i < 16; i++) {
                    replies.add(threads.submit(() -> {
                        var reply = given().body(body).post("/v2/models/narrow/infer");
                        if (reply.statusCode() == 429) {
                            assertThat(Integer.parseInt(reply.header("Retry-After")))
                                    .isPositive();
                            assertThat(reply.path("error").toString()).contains("narrow");
                        }
                        return reply.statusCode();
                    }));
                }
                for (Future<Integer> reply : replies) {
                    codes.add(reply.get());
                }
            }
        }
        assertThat(codes).contains(200, 429).containsOnly(200, 429);
        given().body("{\"inputs\":[{\"name\":\"features\",\"datatype\":\"FP32\",\"shape\":[1,40],\"data\":["
                        + String.join(",", Collections.nCopies(40, "1")) + "]}]}")
                .post("/v2/models/narrow/infer")
                .then()
                .statusCode(200);
    }

    @Test
    void modelChangesAre403WhenControlIsOff() {
        given().post("/v2/repository/models/plain/unload")
                .then()
                .statusCode(403)
                .body("error", containsString("control"));
        given().body("{\"policy\":\"latest\"}")
                .put("/v1/models/plain/policy")
                .then()
                .statusCode(403);
        given().post("/v1/models/plain/rollback").then().statusCode(403);
    }

    /** The same repository, not to be changed by request. */
    public static final class NoControl extends ModelsForTests {
        @Override
        void configure(Path models, Map<String, String> settings) throws IOException {
            super.configure(models, settings);
            settings.put("voxguard.models.control", "false");
        }
    }
}
