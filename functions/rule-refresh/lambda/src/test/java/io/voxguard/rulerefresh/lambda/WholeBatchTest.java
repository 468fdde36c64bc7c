package io.voxguard.rulerefresh.lambda;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.voxguard.store.embedded.EmbeddedStore;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where the event source mapping does not read which items failed. */
@QuarkusTest
@TestProfile(WholeBatchTest.WithoutReport.class)
@QuarkusTestResource(value = Servers.class, restrictToAnnotatedClass = true)
class WholeBatchTest {
    /** As such a function is configured. */
    public static final class WithoutReport implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("voxguard.lambda.report-items", "false");
        }
    }

    @Test
    void oneThatHasToComeAgainFailsAllOfThem() {
        String batch =
                "{\"eventSource\":\"aws:kafka\",\"records\":{\"rules-0\":[{\"offset\":7,\"value\":\"bm9uc2Vuc2U=\",\"headers\":[]}]}}";
        Servers.store.close();
        try {
            post(batch, 500, "so many have to come again that all of the batch does: 1");
        } finally {
            Servers.store = EmbeddedStore.start(Servers.store.port());
        }
    }

    private static void post(String payload, int status, String body) {
        given().baseUri("http://127.0.0.1")
                .port(Servers.runtimePort())
                .body(payload)
                .post("/_lambda_")
                .then()
                .statusCode(equalTo(status))
                .body(containsString(body));
    }
}
