package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.voxguard.store.embedded.EmbeddedStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A folder with one plain model, and neither views nor number ranges nor a scoring model. */
@QuarkusTest
@QuarkusTestResource(value = PlainModelAloneTest.PlainModel.class, restrictToAnnotatedClass = true)
class PlainModelAloneTest {
    @Test
    void modelAnswers() {
        given().body("{\"inputs\":[{\"name\":\"features\",\"datatype\":\"FP32\",\"shape\":[1,40],\"data\":["
                        + String.join(",", Collections.nCopies(40, "1")) + "]}]}")
                .post("/v2/models/plain/infer")
                .then()
                .statusCode(200);
    }

    @Test
    void readinessIsTheSameOnEveryRoad() throws Exception {
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/v2/health/ready").then().statusCode(200).body("ready", equalTo(true));
        assertThat(ReadinessOverGrpc.of(RestAssured.port)).isEqualTo(new ReadinessOverGrpc(true, true));
    }

    @Test
    void scoringSaysThatTheDefaultModelDoesNotServe() {
        given().body("{\"caller\":\"+14155550100\",\"callee\":\"+442071838750\"}")
                .post("/v1/score")
                .then()
                .statusCode(503)
                .body("error.field", equalTo("model"));
    }

    /** A store, and a folder with that model. */
    public static final class PlainModel implements QuarkusTestResourceLifecycleManager {
        private @Nullable EmbeddedStore store;

        @Override
        public Map<String, String> start() {
            EmbeddedStore started = EmbeddedStore.start();
            store = started;
            try {
                Path models = Files.createTempDirectory("one-plain-model");
                ModelsForTests.plain(models, "plain", "1", "");
                return Map.of(
                        "voxguard.store.url", started.url(),
                        "voxguard.models.dir", models.toString(),
                        "voxguard.inference.default-timeout", "10s");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void stop() {
            if (store != null) {
                store.close();
            }
        }
    }
}
