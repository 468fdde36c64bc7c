package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * {@code /v1/score} with rules beside the model. Runs on the JVM, and on the native executable as RulesContractIT. In an order, since revisions only rise: first
 * without any rules.
 */
@QuarkusTest
@WithTestResource(RulesForTests.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RulesContractTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String CALL =
            "{\"call_id\":\"c-1\",\"caller\":\"+14155550123\",\"callee\":\"+442071838750\",\"trunk\":\"trunk-07\",\"started_at\":\"2026-03-02T08:15:30Z\"";

    @Test
    @Order(1)
    void withoutPublishedRulesTheModelDecidesAndTheAnswerIsDegraded() {
        score(CALL + "}")
                .body("decision", equalTo("allow"))
                .body("rules", nullValue())
                .body("degraded.view", contains("rules:core"))
                .body("degraded.reason", contains("not_loaded"));
        given().get("/q/health/ready")
                .then()
                .body("checks.find { it.name == 'rules' }.status", equalTo("UP"))
                .body("checks.find { it.name == 'rules' }.data.answers", equalTo("degraded: not_loaded"));
    }

    @Test
    @Order(2)
    void firedRulesDecideAndAreNamedInTheReasons() throws Exception {
        publish(
                1,
                rule("block-1", "block", 9, "call.trunk == 'trunk-07' && request.international"),
                rule("named", "flag", 5, "caller_velocity.calls_1h >= 0"),
                rule("fails", "block", 4, "1 / caller_velocity.calls_1h > 0"),
                rule("silent", "block", 3, "caller_velocity.calls_1h > 1000000"));
        score(CALL + "}")
                .body("decision", equalTo("block"))
                .body("rules.set", equalTo("core"))
                .body("rules.revision", equalTo(1))
                .body("rules.fired", equalTo(2))
                .body("rules.failed", equalTo(1))
                .body("rules.model_decision", equalTo("allow"))
                .body("reasons[0].rule", equalTo("block-1"))
                .body("reasons[0].name", equalTo("Rule \"block-1\""))
                .body("reasons[0].typology", equalTo("wangiri"))
                .body("reasons[0].action", equalTo("block"))
                .body("reasons[1].rule", equalTo("named"))
                .body("reasons.findAll { it.feature != null }.size()", greaterThan(0))
                .body("degraded", empty());
        given().get("/q/metrics")
                .then()
                .body(containsString("voxguard_scoring_rules_revision{set=\"core\"} 1.0"))
                .body(containsString("voxguard_scoring_rules_fired_total{action=\"block\"}"));
        assertThat(RulesForTests.acknowledged()).contains("under-test", "applied|1|1|");
    }

    @Test
    @Order(3)
    void batchIsCheckedCallByCallAndAnAllowRuleWins() throws Exception {
        publish(
                2,
                rule("vip", "allow", 9, "call.caller == '+14155550999'"),
                rule("night", "review", 5, "request.night"));
        String night = ",\"context\":{\"night\":true}}";
        given().body("{\"calls\":[" + CALL + night + "," + CALL.replace("550123", "550999") + night + "," + CALL + "},"
                        + "{\"caller\":\"nobody\"}]}")
                .post("/v1/score/batch")
                .then()
                .statusCode(200)
                .body("results", hasSize(4))
                .body("results[0].decision", equalTo("review"))
                .body("results[0].rules.fired", equalTo(1))
                .body("results[1].decision", equalTo("allow"))
                .body("results[1].reasons.rule", hasItem("vip"))
                .body("results[3].error.status", equalTo(400));
    }

    @Test
    @Order(4)
    void conditionsReadStoredFeaturesOfEveryTypeThatTheModelDoesNot() throws Exception {
        given().body(
                        "{\"push_source_name\":\"profile_push\",\"df\":{\"caller_id\":[\"+14155550321\"],\"event_timestamp\":[\""
                                + "2026-03-02T08:15:00Z"
                                + "\"],\"minutes\":[9007199254740993],\"balance\":[0.1],\"prepaid\":[true],\"country\":[\"\\u00ff\"]}}")
                .post("/push")
                .then()
                .statusCode(200);
        for (String view : List.of("near", "near_feast")) {
            given().body(
                            "{\"push_source_name\":\"" + view
                                    + "_push\",\"df\":{\"caller_id\":[\"+14155550321\"],\"event_timestamp\":[\"2026-03-02T08:15:00Z\"],\"calls\":[7],\"ratio\":[0.5],\"known\":[true]}}")
                    .post("/push")
                    .then()
                    .statusCode(200);
        }
        publish(
                3,
                rule(
                        "near",
                        "flag",
                        10,
                        "near.calls == 7 && near.known && near_feast.calls == 7 && near_feast.ratio == 0.5"),
                rule("int", "flag", 9, "profile.minutes == 9007199254740993"),
                rule("double", "flag", 8, "profile.balance == 0.1"),
                rule("bool", "flag", 7, "profile.prepaid"),
                rule("text", "flag", 6, "profile.country == '\\u00ff'"),
                rule("none", "flag", 5, "profile.minutes == -1 && profile.balance == 0.5 && !profile.prepaid"),
                rule("empty", "flag", 4, "profile.country == ''"));
        score(CALL.replace("550123", "550321") + "}"); // the near cache has it from then on
        score(CALL.replace("550123", "550321") + "}")
                .body("reasons.rule", contains("near", "int", "double", "bool", "text"))
                .body("degraded", empty());
        score(CALL + "}").body("reasons.rule", contains("none", "empty"));
    }

    @Test
    @Order(5)
    void reasonsNameAtMostSixteenRulesButEveryFiredRuleIsCounted() throws Exception {
        StringBuilder rules = new StringBuilder(rule("r-0", "flag", 0, "true"));
        for (int i = 1; i < 40; i++) {
            rules.append(',').append(rule("r-" + i, "flag", 0, "true"));
        }
        publish(4, rules.toString());
        score(CALL + "}")
                .body("rules.fired", equalTo(40))
                .body("reasons.findAll { it.rule != null }.size()", equalTo(16));
    }

    @Test
    @Order(6)
    void ruleSetWithUnknownFeatureIsRefusedAndThePreviousOneStays() throws Exception {
        RulesForTests.publish(5, rule("bad", "block", 9, "caller_velocity.of_another_catalogue > 1"));
        await("revision 5 is refused").atMost(PATIENCE).until(() -> RulesForTests.acknowledged()
                .contains("refused|5|4|"));
        score(CALL + "}").body("rules.revision", equalTo(4));
        given().get("/q/health/ready")
                .then()
                .body("checks.find { it.name == 'rules' }.data.'last look'", containsString("of_another_catalogue"));
        publish(6, rule("good", "flag", 9, "true"));
        score(CALL + "}").body("reasons.rule", contains("good"));
    }

    @Test
    @Order(7)
    void inferenceProtocolReturnsTheModelsDecisionNotTheRules() throws Exception {
        publish(7, rule("all", "block", 9, "true"));
        score(CALL + "}").body("decision", equalTo("block"));
        given().body("""
                        {"inputs":[{"name":"caller","shape":[1],"datatype":"BYTES","data":["+14155550123"]},
                          {"name":"callee","shape":[1],"datatype":"BYTES","data":["+442071838750"]},
                          {"name":"started_at","shape":[1],"datatype":"BYTES","data":["2026-03-02T08:15:30Z"]}],
                         "outputs":[{"name":"decision"}]}""")
                .post("/v2/models/call-fraud-gbm/infer")
                .then()
                .statusCode(200)
                .body("outputs[0].data[0]", equalTo("allow"));
    }

    private static ValidatableResponse score(String call) {
        return given().body(call).post("/v1/score").then().statusCode(200);
    }

    private static String rule(String id, String action, int priority, String condition) {
        return "{\"action\":\"" + action + "\",\"condition\":\"" + condition + "\",\"id\":\"" + id
                + "\",\"name\":\"Rule \\\"" + id + "\\\"\",\"owner\":\"fraud-desk\",\"priority\":" + priority
                + ",\"typology\":\"wangiri\"}";
    }

    /** Publishes, and waits until calls are held against it. */
    private static void publish(int revision, String... rules) throws Exception {
        RulesForTests.publish(revision, String.join(",", rules));
        await("revision " + revision).atMost(PATIENCE).until(() -> {
            JsonPath reply = given().body(CALL + "}").post("/v1/score").jsonPath();
            return Integer.valueOf(revision).equals(reply.get("rules.revision"));
        });
    }
}
