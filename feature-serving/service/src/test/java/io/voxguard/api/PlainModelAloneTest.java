package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A folder with one plain model, and neither views nor number ranges nor a scoring model. */
@QuarkusTest
@WithTestResource(PlainModelAloneTest.PlainModel.class)
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
    void readinessAgreesOverHealthInferenceAndGrpc() throws Exception {
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/v2/health/ready").then().statusCode(200).body("ready", equalTo(true));
        assertThat(ReadinessOverGrpc.of(RestAssured.port)).isEqualTo(new ReadinessOverGrpc(true, true));
    }

    @Test
    void scoringByAnAbsentDefaultModelIs503() {
        given().body("{\"caller\":\"+14155550100\",\"callee\":\"+442071838750\"}")
                .post("/v1/score")
                .then()
                .statusCode(503)
                .body("error.field", equalTo("model"));
    }

    /** A store, and a folder with that model. */
    public static final class PlainModel extends ServiceForTests {
        @Override
        void configure(Path models, Map<String, String> settings) throws IOException {
            ModelsForTests.plain(models, "plain", "1", "");
            settings.put("voxguard.inference.default-timeout", "10s");
        }
    }
}
