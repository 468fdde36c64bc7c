package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.voxguard.testing.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The outcome of limits in shadow mode, as rules see it when the call that took the token is scored. */
@QuarkusTest
@WithTestResource(LimitsInScoringTest.InScoring.class)
class LimitsInScoringTest {
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final AtomicBoolean PUBLISHED = new AtomicBoolean();

    private final String caller = "+1415558%04d".formatted(NEXT.incrementAndGet());
    private final String trunk = "t-" + caller.substring(1);

    @BeforeEach
    void publish() throws Exception {
        if (PUBLISHED.getAndSet(true)) {
            return;
        }
        RulesForTests.publish(
                1,
                String.join(
                        ",",
                        rule("over", "request.limit_per_caller_exceeded", "review"),
                        rule(
                                "last",
                                "request.limit_per_caller_remaining == 0 && !request.limit_per_caller_exceeded",
                                "flag"),
                        rule("full-trunk", "request.limit_per_trunk_exceeded", "review")));
        String other = "+1415559%04d".formatted(NEXT.incrementAndGet());
        Eventually.await("the rules are in force", () -> Integer.valueOf(1)
                .equals(score(call(other, "112", "t-0")).extract().path("rules.revision")));
    }

    private static String rule(String id, String condition, String action) {
        return "{\"id\":\"" + id + "\",\"name\":\"" + id + "\",\"owner\":\"fraud-desk\",\"typology\":\"wangiri\","
                + "\"condition\":\"" + condition + "\",\"action\":\"" + action + "\",\"priority\":1}";
    }

    private static String call(String caller, String callee, String trunk) {
        return "{\"caller\":\"" + caller + "\",\"callee\":\"" + callee + "\",\"trunk\":\"" + trunk + "\"}";
    }

    private String call() {
        return call(caller, "+442071838750", trunk);
    }

    private static ValidatableResponse score(String call) {
        return given().body(call).post("/v1/score").then().statusCode(200);
    }

    @Test
    void ruleReviewsTheFourthCallOfALimitOfThree() {
        score(call()).body("rules.fired", equalTo(0));
        score(call()).body("rules.fired", equalTo(0));
        score(call()).body("rules.fired", equalTo(1)).body("decision", equalTo("allow"));
        score(call())
                .body("rules.fired", equalTo(1))
                .body("decision", equalTo("review"))
                .body("decided_by", equalTo("rules"))
                .body("reasons[0].rule", equalTo("over"))
                .body("degraded", empty());
    }

    @Test
    void callsOfABatchSeeTheLimitsInTheirOrder() {
        given().body("{\"calls\":[" + String.join(",", call(), call(), call(), call()) + "]}")
                .post("/v1/score/batch")
                .then()
                .statusCode(200)
                .body("results[1].rules.fired", equalTo(0))
                .body("results[2].decision", equalTo("allow"))
                .body("results[3].reasons[0].rule", equalTo("over"));
    }

    @Test
    void callToAnEmergencyNumberHasTheDefault() {
        for (int i = 0; i < 5; i++) {
            score(call(caller, "112", trunk)).body("rules.fired", equalTo(0));
        }
    }

    @Test
    void valueInTheContextReplacesTheOutcome() {
        score(call().replace("}", ",\"context\":{\"limit_per_caller_exceeded\":true}}"))
                .body("reasons[0].rule", equalTo("over"));
        score(call().replace("}", ",\"context\":{\"limit_per_caller_exceeded\":null}}"))
                .body("rules.fired", equalTo(0));
    }

    @Test
    void limitThatDecidesStillBlocks() {
        String callee = "+442071838750";
        for (int i = 0; i < 5; i++) {
            String other = "+1415557%04d".formatted(NEXT.incrementAndGet());
            score(call(other, callee, trunk)).body("decided_by", not("limit"));
        }
        score(call())
                .body("decision", equalTo("block"))
                .body("decided_by", equalTo("limit"))
                .body("reasons[0].limit", equalTo("per-trunk"))
                .body("rules.fired", equalTo(1));
    }

    @Test
    void contextCannotGiveTheOutcomeOfALimitThatIsNotDeclared() {
        given().body("{\"caller\":\"" + caller + "\",\"callee\":\"112\",\"context\":{\"limit_trial_exceeded\":true}}")
                .post("/v1/score")
                .then()
                .statusCode(400);
    }

    /** The project's models, with the features of two limits declared, and the rule set {@code core}. */
    public static final class InScoring extends ServiceForTests {
        @Override
        void configure(Path models, Map<String, String> settings) throws IOException {
            copyProjectModels(models);
            Files.writeString(models.resolve("feature-views/request.yaml"), """
                      - {name: limit_per_caller_exceeded, type: bool, unit: flag, default: false, meaning: "no room for the call in per-caller"}
                      - {name: limit_per_caller_remaining, type: int32, unit: calls, default: 3, meaning: "calls that per-caller has room for after this one"}
                      - {name: limit_per_trunk_exceeded, type: bool, unit: flag, default: false, meaning: "no room for the call in per-trunk"}
                    """, StandardOpenOption.APPEND);
            settings.put("voxguard.scoring.default-deadline", "5s");
            settings.put("voxguard.scoring.limits", "per-caller,per-trunk");
            settings.put("voxguard.limits.per-caller.per", "caller");
            settings.put("voxguard.limits.per-caller.windows", "3/24h");
            settings.put("voxguard.limits.per-caller.shadow", "true");
            settings.put("voxguard.limits.per-trunk.per", "trunk");
            settings.put("voxguard.limits.per-trunk.windows", "5/24h");
            settings.put("voxguard.rules.set", "core");
            settings.put("voxguard.rules.poll-interval", "20ms");
        }
    }
}
