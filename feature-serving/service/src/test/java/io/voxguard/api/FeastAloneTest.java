package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.voxguard.store.embedded.EmbeddedStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The service of a team that has Feast's registry and nothing else: no folder of models, no view, no number ranges, no model. */
@QuarkusTest
@QuarkusTestResource(value = FeastAloneTest.RegistryAlone.class, restrictToAnnotatedClass = true)
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
    void readinessIsTheSameOnEveryRoad() throws Exception {
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/v2/health/ready").then().statusCode(200).body("ready", equalTo(true));
        assertThat(ReadinessOverGrpc.of(RestAssured.port)).isEqualTo(new ReadinessOverGrpc(true, true));
    }

    @ParameterizedTest
    @CsvSource({"/v1/score, ''", "/v1/score/batch, calls"})
    void scoringSaysThatThereIsNoModel(String path, String list) {
        String call = "{\"caller\":\"+14155550100\",\"callee\":\"+442071838750\"}";
        given().body(list.isEmpty() ? call : "{\"calls\":[" + call + "]}")
                .post(path)
                .then()
                .statusCode(503)
                .body("error.field", equalTo("model"))
                .body("error.expected", containsString("MODELS_DIR"));
    }

    @Test
    void modelsAreAnEmptyList() {
        given().get("/v1/models").then().statusCode(200).body("models", empty());
        given().get("/v2/models").then().statusCode(200).body("models", empty());
        given().body("{\"inputs\":[]}").post("/v2/models/any/infer").then().statusCode(404);
    }

    /** A store, and the registry that Feast wrote for the tests of its reader. */
    public static final class RegistryAlone implements QuarkusTestResourceLifecycleManager {
        private @Nullable EmbeddedStore store;

        @Override
        public Map<String, String> start() {
            EmbeddedStore started = EmbeddedStore.start();
            store = started;
            Path registry = Path.of(
                    System.getProperty("voxguard.root"), "feature-serving/core/src/test/resources/feast/registry.db");
            return Map.of(
                    "voxguard.store.url", started.url(),
                    "voxguard.models.dir", "/there/is/no/such/folder",
                    "voxguard.features.read-deadline", "10s",
                    "voxguard.features.write-deadline", "10s",
                    "voxguard.feast.registry", registry.toString(),
                    "voxguard.feast.project", "voice_fraud");
        }

        @Override
        public void stop() {
            if (store != null) {
                store.close();
            }
        }
    }
}
