package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.voxguard.testing.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Calls that the running service has taken in, as rules see them when the next call is scored. */
@QuarkusTest
@WithTestResource(CallsInScoringTest.InScoring.class)
class CallsInScoringTest {
    private static final String CALLER = "+14155550177";

    @Test
    void ruleFiresOnTheCallsOfTheCallerThatAreInProgress() throws Exception {
        RulesForTests.publish(
                1,
                "{\"id\":\"many\",\"name\":\"Many at once\",\"owner\":\"fraud-desk\",\"typology\":\"wangiri\","
                        + "\"condition\":\"request.caller_active_calls > 1 && request.trunk_active_calls == 1\",\"action\":\"block\",\"priority\":1}");
        Eventually.await("the rules are in force", () -> score().equals("0 of 1"));

        tell("started", "c-1", "");
        tell("started", "c-2", ",\"trunk\":\"t-1\"");
        given().body(call())
                .post("/v1/score")
                .then()
                .statusCode(200)
                .body("decision", equalTo("block"))
                .body("reasons[0].rule", equalTo("many"))
                .body("degraded", empty());
        given().body(call().replace("}", ",\"context\":{\"caller_active_calls\":1}}"))
                .post("/v1/score")
                .then()
                .statusCode(200)
                .body("rules.fired", equalTo(0));

        tell("ended", "c-1", ",\"duration_s\":0,\"ended_at\":\"" + Instant.now() + "\"");
        given().body(call()).post("/v1/score").then().statusCode(200).body("rules.fired", equalTo(0));
    }

    private static String score() {
        Map<String, ?> rules =
                given().body(call()).post("/v1/score").then().extract().path("rules");
        return rules == null ? "none" : rules.get("fired") + " of " + rules.get("revision");
    }

    private static String call() {
        return "{\"caller\":\"" + CALLER + "\",\"callee\":\"+442071838750\",\"trunk\":\"t-1\",\"deadline_ms\":5000}";
    }

    private static void tell(String type, String callId, String more) {
        given().body("{\"type\":\"" + type + "\",\"caller\":\"" + CALLER
                        + "\",\"callee\":\"+442071838750\",\"started_at\":\"" + Instant.now() + "\"" + more + "}")
                .post("/v1/calls/" + callId + "/events")
                .then()
                .statusCode(200);
    }

    /** The project's models, with the calls in progress declared and counted, and the rule set {@code core}. */
    public static final class InScoring extends ServiceForTests {
        @Override
        void configure(Path models, Map<String, String> settings) throws IOException {
            copyProjectModels(models);
            Files.writeString(models.resolve("feature-views/request.yaml"), """
                      - {name: caller_active_calls, type: int32, unit: calls, default: 0, meaning: "calls of the caller in progress"}
                      - {name: trunk_active_calls, type: int32, unit: calls, default: 0, meaning: "calls of the trunk in progress"}
                    """, StandardOpenOption.APPEND);
            settings.put("voxguard.calls.in-scoring", "true");
            settings.put("voxguard.calls.timeout", "5s");
            settings.put("voxguard.rules.set", "core");
            settings.put("voxguard.rules.poll-interval", "20ms");
        }
    }
}
