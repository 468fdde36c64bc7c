package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The service of a team that has Feast's registry and nothing else: no folder of models, no view, no number ranges, no model. */
@QuarkusTest
@WithTestResource(FeastAloneTest.RegistryAlone.class)
class FeastAloneTest {
    @Test
    void featuresArePushedAndRead() {
        given().body("{\"push_source_name\":\"caller_push\",\"df\":{\"caller_id\":[\"a\"],\"at\":[\"" + Instant.now()
                        + "\"],\"n_calls\":[7],\"ratio\":[0.5]}}")
                .post("/push")
                .then()
                .statusCode(200)
                .body("results.status", contains("written"));
        given().body("{\"entities\":{\"caller_id\":[\"a\"]},\"features\":[\"caller_stats:calls\"]}")
                .post("/get-online-features")
                .then()
                .statusCode(200)
                .body("results[1].values", contains(7))
                .body("results[1].statuses", contains("PRESENT"));
        given().get("/health").then().statusCode(200);
    }

    @Test
    void readinessAgreesOverHealthInferenceAndGrpc() throws Exception {
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/v2/health/ready").then().statusCode(200).body("ready", equalTo(true));
        assertThat(ReadinessOverGrpc.of(RestAssured.port)).isEqualTo(new ReadinessOverGrpc(true, true));
    }

    @ParameterizedTest
    @CsvSource({"/v1/score, ''", "/v1/score/batch, calls"})
    void scoringWithoutAnyModelIs503(String path, String list) {
        String call = "{\"caller\":\"+14155550100\",\"callee\":\"+442071838750\"}";
        given().body(list.isEmpty() ? call : "{\"calls\":[" + call + "]}")
                .post(path)
                .then()
                .statusCode(503)
                .body("error.field", equalTo("model"))
                .body("error.expected", containsString("MODELS_DIR"));
    }

    @Test
    void modelListIsEmpty() {
        given().get("/v1/models").then().statusCode(200).body("models", empty());
        given().get("/v2/models").then().statusCode(200).body("models", empty());
        given().body("{\"inputs\":[]}").post("/v2/models/any/infer").then().statusCode(404);
    }

    /** A store, and the registry that Feast wrote for the tests of its reader. */
    public static final class RegistryAlone extends ServiceForTests {
        @Override
        void configure(Path models, Map<String, String> settings) {
            Path registry =
                    Path.of(System.getProperty("voxguard.root"), "libs/catalogue/src/test/resources/feast/registry.db");
            settings.put("voxguard.models.dir", "/there/is/no/such/folder");
            settings.put("voxguard.features.read-deadline", "10s");
            settings.put("voxguard.features.write-deadline", "10s");
            settings.put("voxguard.feast.registry", registry.toString());
            settings.put("voxguard.feast.project", "voice_fraud");
        }
    }
}
