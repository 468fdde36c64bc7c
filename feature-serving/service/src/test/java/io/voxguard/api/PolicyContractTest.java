package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is decided where the models would block every call: by the default policy, and beside rules. Runs on the native executable as PolicyContractIT. */
@QuarkusTest
@WithTestResource(BlockingModelsForTests.class)
class PolicyContractTest {
    private static final String START = "2026-03-02T08:15:30Z";
    private static final long START_MS = Instant.parse(START).toEpochMilli();
    private static final String UNKNOWN = call("+14155550100", "+442071838750", "trunk-1");
    private static final String KNOWN_BY_CONTEXT =
            UNKNOWN.replace("}", ",\"context\":{\"caller_velocity:calls_1h\":1}}");
    private static final String BLOCKED_BY_RULE = call("+14155550100", "+442071838750", "rule-blocks");
    private static final String ALLOWED_BY_RULE = call("+14155550100", "+442071838750", "rule-allows");

    @BeforeEach
    void publishRulesOnce() throws Exception {
        if (loadedRevision() != null) {
            return;
        }
        RulesForTests.publish(1, rule("block", "rule-blocks") + "," + rule("allow", "rule-allows"));
        await("the rules are in force").atMost(Duration.ofSeconds(10)).until(() -> loadedRevision() != null);
    }

    private static Object loadedRevision() {
        return given().body(UNKNOWN).post("/v1/score").path("rules.revision");
    }

    // ---- the policy ----

    @Test
    void unknownCallerIsReviewedInsteadOfBlocked() {
        score(UNKNOWN)
                .body("decision", equalTo("review"))
                .body("decided_by", equalTo("policy"))
                .body("policy", equalTo("unknown_caller"))
                .body("rules.model_decision", equalTo("block"))
                .body("degraded", empty());
    }

    @Test
    void callerWithAStoredRowIsBlockedByTheModel() {
        try (SampleRows rows = new SampleRows()) {
            rows.write("caller_rhythm", "+14155550701", START_MS, 1);
        }
        score(call("+14155550701", "+442071838750", "trunk-1"))
                .body("decision", equalTo("block"))
                .body("decided_by", equalTo("model"))
                .body("policy", nullValue());
    }

    @Test
    void contextFeaturesMakeACallerKnown() {
        score(KNOWN_BY_CONTEXT).body("decision", equalTo("block")).body("decided_by", equalTo("model"));
    }

    @Test
    void calleeAndTrunkRowsDoNotMakeTheCallerKnown() {
        try (SampleRows rows = new SampleRows()) {
            rows.write("callee_profile", "+442071838702", START_MS, 1);
            rows.write("trunk_load", "trunk-702", START_MS, 1);
        }
        score(call("+14155550702", "+442071838702", "trunk-702")).body("policy", equalTo("unknown_caller"));
    }

    @Test
    void unreadableRowDegradesTheAnswerToReviewAtMost() {
        unreadable("+14155550703");
        score(call("+14155550703", "+442071838750", "trunk-1"))
                .body("decision", equalTo("review"))
                .body("decided_by", equalTo("policy"))
                .body("policy", equalTo("degraded"))
                .body("degraded.reason", hasItem("unreadable"));
    }

    // ---- rules ----

    @Test
    void rulesBlockUnknownCallersAndDegradedAnswers() {
        score(BLOCKED_BY_RULE)
                .body("decision", equalTo("block"))
                .body("decided_by", equalTo("rules"))
                .body("policy", nullValue());
        unreadable("+14155550704");
        score(call("+14155550704", "+442071838750", "rule-blocks"))
                .body("decision", equalTo("block"))
                .body("decided_by", equalTo("rules"))
                .body("degraded.reason", hasItem("unreadable"));
    }

    @Test
    void allowRuleIsReportedAsDeciding() {
        score(ALLOWED_BY_RULE).body("decision", equalTo("allow")).body("decided_by", equalTo("rules"));
    }

    // ---- emergency numbers ----

    @ParameterizedTest
    @ValueSource(strings = {"112", "911", "999", "+44999"})
    void emergencyCallIsAllowedWhateverModelAndRulesSay(String callee) {
        for (String caller : new String[] {"+14155550100", "200"}) {
            for (String trunk : new String[] {"trunk-1", "rule-blocks"}) {
                String call = call(caller, callee, trunk);
                isEmergency(call);
                isEmergency(call.replace("}", ",\"context\":{\"caller_velocity:calls_1h\":1}}"));
                isEmergency(call.replace("}", ",\"model\":\"call-fraud-mlp\"}"));
            }
        }
        unreadable("+14155550705");
        isEmergency(call("+14155550705", callee, "rule-blocks"));
    }

    @Test
    void numberContainingAnEmergencyNumberIsOrdinary() {
        for (String callee : new String[] {"1123", "0112", "+14155550112", "44999", "+4499912"}) {
            score(call("+14155550100", callee, "rule-blocks")).body("decision", equalTo("block"));
        }
    }

    @Test
    void policyDecidesABatchCallByCall() {
        String calls = String.join(
                ",",
                UNKNOWN,
                call("+14155550100", "112", "rule-blocks"),
                KNOWN_BY_CONTEXT,
                BLOCKED_BY_RULE,
                call("+14155550100", "+44999", "trunk-1"));
        given().body("{\"calls\":[" + calls + "]}")
                .post("/v1/score/batch")
                .then()
                .statusCode(200)
                .body("results.decision", equalTo(Arrays.asList("review", "allow", "block", "block", "allow")))
                .body("results.decided_by", equalTo(Arrays.asList("policy", "policy", "model", "rules", "policy")))
                .body(
                        "results.policy",
                        equalTo(Arrays.asList("unknown_caller", "emergency_number", null, null, "emergency_number")));
    }

    // ---- the other roads, metrics ----

    @Test
    void inferenceProtocolAppliesThePolicy() {
        given().body("""
                        {"inputs":[
                          {"name":"caller","shape":[3],"datatype":"BYTES","data":["+14155550100","+14155550100","+14155550100"]},
                          {"name":"callee","shape":[3],"datatype":"BYTES","data":["+442071838750","112","+442071838750"]},
                          {"name":"caller_velocity:calls_1h","shape":[3],"datatype":"FP32","data":[null,1,1]}],
                         "outputs":[{"name":"decided_by"},{"name":"decision"}]}""")
                .post("/v2/models/call-fraud-gbm/infer")
                .then()
                .statusCode(200)
                .body("outputs[0].name", equalTo("decided_by"))
                .body("outputs[0].datatype", equalTo("BYTES"))
                .body("outputs[0].data", equalTo(Arrays.asList("policy", "policy", "model")))
                .body("outputs[1].data", equalTo(Arrays.asList("review", "allow", "block")));
        given().get("/v2/models/call-fraud-gbm").then().body("outputs.name", hasItem("decided_by"));
        given().get("/v2/models/call-fraud-gbm/config").then().body("output.name", hasItem("decided_by"));
    }

    @Test
    void decisionsAreCountedByWhatDecidedThem() {
        score(UNKNOWN);
        score(BLOCKED_BY_RULE);
        given().get("/q/metrics")
                .then()
                .body(containsString("voxguard_scoring_decisions_total{decided_by=\"policy\",decision=\"review\"}"))
                .body(containsString("voxguard_scoring_decisions_total{decided_by=\"rules\",decision=\"block\"}"));
        assertThat(counted("rules", "block")).isPositive();
        double before = counted("policy", "review");
        score(UNKNOWN);
        assertThat(counted("policy", "review")).isEqualTo(before + 1);
    }

    private static double counted(String by, String decision) {
        String name = "voxguard_scoring_decisions_total{decided_by=\"" + by + "\",decision=\"" + decision + "\"} ";
        String metrics = given().get("/q/metrics").asString();
        int at = metrics.indexOf(name) + name.length();
        return Double.parseDouble(metrics.substring(at, metrics.indexOf('\n', at)));
    }

    private static void isEmergency(String call) {
        score(call)
                .body("decision", equalTo("allow"))
                .body("decided_by", equalTo("policy"))
                .body("policy", equalTo("emergency_number"));
        given().body("{\"calls\":[" + call.replaceFirst(",\"model\":\"[^\"]*\"", "") + "]}")
                .post("/v1/score/batch")
                .then()
                .statusCode(200)
                .body("results.policy", everyItem(equalTo("emergency_number")))
                .body("results.decision", everyItem(equalTo("allow")));
    }

    private static void unreadable(String caller) {
        byte[] sound = SampleRows.encoded("caller_velocity", START_MS, 1, 2, 3, 4, 5, 6);
        try (SampleRows rows = new SampleRows()) {
            rows.raw("caller_velocity", caller, Arrays.copyOf(sound, sound.length - 3));
            rows.write("caller_rhythm", caller, START_MS, 1);
        }
    }

    private static ValidatableResponse score(String call) {
        return given().body(call).post("/v1/score").then().statusCode(200);
    }

    private static String call(String caller, String callee, String trunk) {
        return "{\"caller\":\"" + caller + "\",\"callee\":\"" + callee + "\",\"trunk\":\"" + trunk
                + "\",\"started_at\":\"" + START + "\"}";
    }

    private static String rule(String action, String trunk) {
        return "{\"action\":\"" + action + "\",\"condition\":\"call.trunk == '" + trunk + "'\",\"id\":\"" + trunk
                + "\",\"name\":\"" + trunk
                + "\",\"owner\":\"fraud-desk\",\"priority\":1,\"typology\":\"wangiri\"}";
    }
}
