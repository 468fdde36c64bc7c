package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is decided while the store is away and the models would block every call. */
@QuarkusTest
@WithTestResource(PolicyWithoutStoreTest.NoStore.class)
class PolicyWithoutStoreTest {
    private static final String CALL = "{\"caller\":\"+14155550100\",\"callee\":\"+442071838750\",\"trunk\":\"t\"}";
    private static final String KNOWN = CALL.replace("}", ",\"context\":{\"caller_velocity:calls_1h\":1}}");

    @Test
    void unknownAndKnownCallersAreReviewedAtMost() {
        for (String call : new String[] {CALL, KNOWN, CALL.replace("}", ",\"model\":\"call-fraud-mlp\"}")}) {
            given().body(call)
                    .post("/v1/score")
                    .then()
                    .statusCode(200)
                    .body("decision", equalTo("review"))
                    .body("decided_by", equalTo("policy"))
                    .body("policy", equalTo("degraded"));
        }
        given().body("{\"calls\":[" + CALL + "," + KNOWN + "]}")
                .post("/v1/score/batch")
                .then()
                .statusCode(200)
                .body("results.decision", everyItem(equalTo("review")))
                .body("results.policy", everyItem(equalTo("degraded")));
    }

    @Test
    void strictEmergencyCallIsAllowedWhileOtherStrictCallsAreRefused() {
        String strict = CALL.replace("}", ",\"strict\":true}");
        given().body(strict).post("/v1/score").then().statusCode(504);
        given().body(strict.replace("+442071838750", "112"))
                .post("/v1/score")
                .then()
                .statusCode(200)
                .body("decision", equalTo("allow"))
                .body("policy", equalTo("emergency_number"));
        given().body("""
                        {"parameters":{"strict":true},
                         "inputs":[{"name":"caller","shape":[1],"datatype":"BYTES","data":["+14155550100"]},
                          {"name":"callee","shape":[1],"datatype":"BYTES","data":["+44999"]}],
                         "outputs":[{"name":"decision"},{"name":"decided_by"}]}""")
                .post("/v2/models/call-fraud-gbm/infer")
                .then()
                .statusCode(200)
                .body("outputs[0].data[0]", equalTo("allow"))
                .body("outputs[1].data[0]", equalTo("policy"));
    }

    /** A store that nobody listens for. */
    public static final class NoStore extends BlockingModelsForTests {
        @Override
        void configure(Path models, Map<String, String> settings) throws IOException {
            super.configure(models, settings);
            settings.put("voxguard.store.url", "redis://127.0.0.1:1");
            settings.remove("voxguard.rules.set");
            settings.put("voxguard.scoring.default-deadline", "500ms");
        }
    }
}
