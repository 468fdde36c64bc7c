package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The default model's file is cut short, and another model disagrees with Python: neither serves, and health says why. */
@QuarkusTest
@WithTestResource(ModelFaultsTest.SpoiltModels.class)
class ModelFaultsTest {
    private static final String CALL = "{\"caller\":\"+14155550100\",\"callee\":\"+442071838750\"";

    @Test
    void healthNamesEveryRefusedModelWithItsReason() {
        given().get("/q/health/ready")
                .then()
                .statusCode(503)
                .body("status", equalTo("DOWN"))
                .body("checks.find { it.name == 'models' }.data.'call-fraud-gbm/3'", containsString("sha256"))
                .body(
                        "checks.find { it.name == 'models' }.data.'call-fraud-mlp/3'",
                        containsString("golden vector 1 of"));
        given().get("/q/health/live").then().statusCode(200);
    }

    @Test
    void callForARefusedModelIs503() {
        given().body(CALL + "}")
                .post("/v1/score")
                .then()
                .statusCode(503)
                .body("error.field", equalTo("model"))
                .body("error.got", equalTo("call-fraud-gbm"))
                .body("error.expected", containsString("/q/health/ready"));
        given().body(CALL + ",\"model\":\"call-fraud-mlp\"}")
                .post("/v1/score")
                .then()
                .statusCode(503);
    }

    /** A copy of the project's models with every version spoilt. */
    public static final class SpoiltModels extends ServiceForTests {
        @Override
        void configure(Path models, Map<String, String> settings) throws IOException {
            copyProjectModels(models);
            for (String version : List.of("2", "3")) {
                Path onnx = models.resolve("call-fraud-gbm").resolve(version).resolve("model.onnx");
                byte[] bytes = Files.readAllBytes(onnx);
                Files.write(onnx, Arrays.copyOf(bytes, bytes.length - 1000));
                Path golden = models.resolve("call-fraud-mlp").resolve(version).resolve("golden.jsonl");
                Files.writeString(
                        golden, Files.readString(golden).replaceFirst("\"score\": [0-9.e-]+", "\"score\": 0.5"));
            }
        }
    }
}
