package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.oneOf;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.util.Map;
import org.hamcrest.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller of {@code /v1/score} and {@code /v1/score/batch} can rely on. Runs on the JVM, and on the native executable as ScoreContractIT. */
@QuarkusTest
@WithTestResource(StoreForTests.class)
class ScoreContractTest {
    private static final String START = "2026-03-02T08:15:30Z";
    private static final long START_MS = Instant.parse(START).toEpochMilli();
    private static final String SOUND =
            "{\"caller\":\"+14155550100\",\"callee\":\"+442071838750\",\"trunk\":\"trunk-07\",\"started_at\":\"" + START
                    + "\"}";

    // ---- good answers ----

    @Test
    void callWithEveryFeatureStoredIsNotDegraded() {
        try (SampleRows rows = new SampleRows()) {
            SampleRows.CATALOGUE.views().values().forEach(view -> {
                String entity =
                        switch (view.party().orElseThrow()) {
                            case CALLER -> "+14155550199";
                            case CALLEE -> "+442071838799";
                            case TRUNK -> "trunk-whole";
                        };
                rows.write(view.name(), entity, START_MS - 1000, 1);
            });
        }
        score(
                        "{\"call_id\":\"c-1\",\"caller\":\"+14155550199\",\"callee\":\"+442071838799\",\"trunk\":\"trunk-whole\",\"started_at\":\""
                                + START + "\"}")
                .statusCode(200)
                .contentType("application/json")
                .body("call_id", equalTo("c-1"))
                .body("decision", oneOf("allow", "review", "block"))
                .body("score", isProbability())
                .body("model.name", equalTo("call-fraud-gbm"))
                .body("model.version", equalTo("3"))
                .body("features.present", equalTo(40))
                .body("features.missing", equalTo(0))
                .body("features.stale", equalTo(0))
                .body("features.defaulted", equalTo(0))
                .body("degraded", empty())
                .body("timings.total", greaterThanOrEqualTo(0))
                .body("timings.keySet()", contains("parse", "store", "vector", "model", "decision", "total"));
    }

    @Test
    void unknownCallIsScoredByDefaultsWithoutBeingDegraded() {
        score(SOUND)
                .statusCode(200)
                .body("features.missing", equalTo(34))
                .body("features.defaulted", equalTo(34))
                .body("degraded", empty())
                .body("$", not(hasKey("call_id")));
    }

    @Test
    void callWithoutTrunkTimeOrCallIdIsScored() {
        score("{\"caller\":\"200\",\"callee\":\"201\",\"trunk\":null,\"call_id\":null,\"context\":null}")
                .statusCode(200)
                .body("degraded", empty());
    }

    @Test
    void staleRowsAreCountedAndDefaulted() {
        try (SampleRows rows = new SampleRows()) {
            rows.write("caller_velocity", "+14155550111", START_MS - 3 * 3_600_000, 5);
        }
        score(call("+14155550111"))
                .statusCode(200)
                .body("features.stale", equalTo(6))
                .body("features.defaulted", equalTo(34))
                .body("degraded", empty());
    }

    @Test
    void contextOverridesStoredFeatures() {
        try (SampleRows rows = new SampleRows()) {
            rows.write("caller_velocity", "+14155550112", START_MS, 1);
        }
        String quiet = call("+14155550112");
        String busy = quiet.replace(
                "}",
                ",\"include_reasons\":true,\"context\":{\"caller_velocity:calls_1m\":55,\"caller_velocity:calls_5m\":200,\"caller_velocity:calls_1h\":400,"
                        + "\"caller_velocity:distinct_callees_1h\":400,\"caller_geography:sequential_ratio_1h\":1,\"hour\":3,\"night\":true,"
                        + "\"caller_velocity:mean_gap_s_1h\":null}}");
        float before = score(quiet).statusCode(200).extract().path("score");
        score(busy)
                .statusCode(200)
                .body("score", not(new Near(before)))
                .body("features.missing", equalTo(29 - 1))
                .body("reasons.feature", hasItem(startsWith("caller_")))
                .body("reasons[0].ordinary.low", not(nullValue()))
                .body("reasons[0].value", not(nullValue()));
    }

    @Test
    void allowedCallHasReasonsOnRequestOnly() {
        String quiet = SOUND.replace("}", ",\"context\":{\"hour\":14,\"weekday\":3}}");
        score(quiet).statusCode(200).body("decision", equalTo("allow")).body("reasons", empty());
        score(quiet.replaceFirst("\\{", "{\"include_reasons\":true,"))
                .statusCode(200)
                .body("reasons", hasSize(3))
                .body("reasons[0].contribution", not(nullValue()));
        score(quiet.replaceFirst("\\{", "{\"include_reasons\":\"yes\","))
                .statusCode(400)
                .body("error.field", equalTo("include_reasons"));
    }

    @Test
    void requestMayNameAnotherModel() {
        score(SOUND.replace("}", ",\"model\":\"call-fraud-mlp\"}"))
                .statusCode(200)
                .body("model.name", equalTo("call-fraud-mlp"))
                .body("score", isProbability());
    }

    @Test
    void startTimeWithAnOffsetIsAccepted() {
        // the same moment, told by another clock: another hour of the day, and so another vector
        score("{\"caller\":\"+14155550100\",\"callee\":\"+14155550101\",\"started_at\":\"2026-03-02T23:15:30-09:00\"}")
                .statusCode(200);
    }

    @Test
    void batchResultsKeepTheOrderAndBadCallsHaveTheirOwnErrors() {
        given().body("{\"model\":\"call-fraud-gbm\",\"strict\":false,\"calls\":["
                        + "{\"call_id\":\"a\",\"caller\":\"+14155550100\",\"callee\":\"+14155550101\"},"
                        + "{\"call_id\":\"b\",\"caller\":\"\",\"callee\":\"+14155550101\"},"
                        + "42,"
                        + "{\"call_id\":\"c\",\"caller\":\"+14155550100\",\"callee\":\"+14155550101\",\"context\":{\"hour\":[1,{\"x\":2}],\"night\":1},\"trunk\":\"t\"},"
                        + "{\"call_id\":\"d\",\"caller\":\"+14155550100\",\"callee\":\"+14155550101\",\"nope\":{\"a\":[]}},"
                        + "{\"call_id\":\"e\",\"caller\":\"+14155550100\",\"callee\":\"+14155550102\"}]}")
                .post("/v1/score/batch")
                .then()
                .statusCode(200)
                .body("results", hasSize(6))
                .body("results[0].call_id", equalTo("a"))
                .body("results[0].decision", oneOf("allow", "review", "block"))
                .body("results[1].call_id", equalTo("b"))
                .body("results[1].error.field", equalTo("caller"))
                .body("results[2].error.field", equalTo("call"))
                .body("results[3].error.field", equalTo("context.hour"))
                .body("results[4].error.field", equalTo("nope"))
                .body("results[5].call_id", equalTo("e"))
                .body("results[5].score", isProbability());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 31, 33, 256, 1024})
    void batchGivesTheSameScoresAsSingleCalls(int size) {
        try (SampleRows rows = new SampleRows()) {
            rows.write("caller_velocity", "+14155550113", START_MS, 30);
        }
        float single = score(call("+14155550113")).statusCode(200).extract().path("score");
        String calls = (call("+14155550113") + ",").repeat(size);
        given().body("{\"calls\":[" + calls.substring(0, calls.length() - 1) + "]}")
                .post("/v1/score/batch")
                .then()
                .statusCode(200)
                .body("results", hasSize(size))
                .body("results[" + (size - 1) + "].score", new Near(single));
    }

    @Test
    void batchOfBadCallsOnlyIsAnswered() {
        given().body("{\"calls\":[{},{\"caller\":1}]}")
                .post("/v1/score/batch")
                .then()
                .statusCode(200)
                .body("results[0].error.field", equalTo("caller"))
                .body("results[1].error.got", equalTo("1"));
    }

    // ---- bad rows in the store ----

    @Test
    void corruptRowsDegradeTheAnswerWithAReasonEach() {
        byte[] sound = SampleRows.encoded("caller_velocity", START_MS, 1, 2, 3, 4, 5, 6);
        try (SampleRows rows = new SampleRows()) {
            rows.raw("caller_velocity", "+14155550120", java.util.Arrays.copyOf(sound, sound.length - 3));
            rows.raw("caller_geography", "+14155550120", SampleRows.encoded("trunk_load", START_MS, 1, 2));
            rows.write("caller_rhythm", "+14155550120", START_MS + 3_600_000, 1);
        }
        score(call("+14155550120"))
                .statusCode(200)
                .body("degraded.view", contains("caller_velocity", "caller_geography", "caller_rhythm"))
                .body("degraded.reason", contains("unreadable", "unknown_schema", "future"))
                .body("features.present", equalTo(6));
    }

    @Test
    void rowWithFewerOrMoreFeaturesThanTheViewIsRead() {
        try (SampleRows rows = new SampleRows()) {
            rows.raw("caller_velocity", "+14155550121", SampleRows.encoded("caller_velocity", START_MS, 1, 2));
            rows.raw(
                    "caller_velocity",
                    "+14155550122",
                    SampleRows.encoded("caller_velocity", START_MS, 1, 2, 3, 4, 5, 6, 7, 8));
        }
        score(call("+14155550121"))
                .statusCode(200)
                .body("features.present", equalTo(8))
                .body("degraded", empty());
        score(call("+14155550122"))
                .statusCode(200)
                .body("features.present", equalTo(12))
                .body("degraded", empty());
    }

    @Test
    void nanAndInfinityInTheStoreCountAsMissing() {
        try (SampleRows rows = new SampleRows()) {
            rows.raw(
                    "caller_velocity",
                    "+14155550129",
                    SampleRows.encoded(
                            "caller_velocity",
                            START_MS,
                            Float.NaN,
                            Float.POSITIVE_INFINITY,
                            Float.NEGATIVE_INFINITY,
                            1,
                            2,
                            3));
        }
        score(call("+14155550129"))
                .statusCode(200)
                .body("features.present", equalTo(9))
                .body("score", isProbability());
    }

    // ---- bad input ----

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"callee":"+442071838750"}                                                    | caller
                    {"caller":"","callee":"+442071838750"}                                        | caller
                    {"caller":null,"callee":"+442071838750"}                                      | caller
                    {"caller":14155550100,"callee":"+442071838750"}                               | caller
                    {"caller":["+14155550100"],"callee":"+442071838750"}                          | caller
                    {"caller":"+1415555010a","callee":"+442071838750"}                            | caller
                    {"caller":"+1234567890123456","callee":"+442071838750"}                       | caller
                    {"caller":"+12345","callee":"+442071838750"}                                  | caller
                    {"caller":"++4155550100","callee":"+442071838750"}                            | caller
                    {"caller":"٣٤٥٦٧","callee":"+442071838750"}                                   | caller
                    {"caller":"+14155550100"}                                                     | callee
                    {"caller":"+14155550100","callee":"anonymous"}                                | callee
                    {"caller":"200","callee":"201","trunk":""}                                    | trunk
                    {"caller":"200","callee":"201","trunk":"a b"}                                 | trunk
                    {"caller":"200","callee":"201","trunk":7}                                     | trunk
                    {"caller":"200","callee":"201","call_id":""}                                  | call_id
                    {"caller":"200","callee":"201","started_at":"1969-12-31T23:59:59Z"}           | started_at
                    {"caller":"200","callee":"201","started_at":"2200-01-01T00:00:00Z"}           | started_at
                    {"caller":"200","callee":"201","started_at":"2026-03-02 08:15"}               | started_at
                    {"caller":"200","callee":"201","started_at":"2026-03-02T08:15:30"}            | started_at
                    {"caller":"200","callee":"201","started_at":"+999999999-01-01T00:00:00Z"}     | started_at
                    {"caller":"200","callee":"201","started_at":1772439330}                       | started_at
                    {"caller":"200","callee":"201","deadline_ms":"ten"}                           | deadline_ms
                    {"caller":"200","callee":"201","deadline_ms":0}                               | deadline_ms
                    {"caller":"200","callee":"201","deadline_ms":-5}                              | deadline_ms
                    {"caller":"200","callee":"201","deadline_ms":10001}                           | deadline_ms
                    {"caller":"200","callee":"201","deadline_ms":1e400}                           | deadline_ms
                    {"caller":"200","callee":"201","deadline_ms":[10]}                            | deadline_ms
                    {"caller":"200","callee":"201","strict":"yes"}                                | strict
                    {"caller":"200","callee":"201","strict":1}                                    | strict
                    {"caller":"200","callee":"201","model":"no-such-model"}                       | model
                    {"caller":"200","callee":"201","model":{}}                                    | model
                    {"caller":"200","callee":"201","context":[]}                                  | context
                    {"caller":"200","callee":"201","context":{"foo":1}}                           | context.foo
                    {"caller":"200","callee":"201","context":{"hour":"eight"}}                    | context.hour
                    {"caller":"200","callee":"201","context":{"hour":8.5}}                        | context.hour
                    {"caller":"200","callee":"201","context":{"hour":{"a":1}}}                    | context.hour
                    {"caller":"200","callee":"201","context":{"night":2}}                         | context.night
                    {"caller":"200","callee":"201","context":{"caller_velocity:nope":1}}          | context.caller_velocity:nope
                    {"caller":"200","callee":"201","context":{":":1}}                             | context.:
                    {"caller":"200","callee":"201","context":{"caller_velocity:mean_gap_s_1h":1e300}} | context.caller_velocity:mean_gap_s_1h
                    {"caller":"200","callee":"201","colour":"blue"}                               | colour
                    {"caller":"200","callee":"201","calls":[]}                                    | calls
                    {"caller":"200","callee":"201"                                                | body
                    {"caller":"200","callee":}                                                    | body
                    {"caller":"200" "callee":"201"}                                               | body
                    {"caller":"200","callee":"201"} {}                                            | body
                    [{"caller":"200","callee":"201"}]                                             | body
                    null                                                                          | body
                    NaN                                                                           | body
                    """)
    void badInputIsRefusedWithItsField(String body, String field) {
        score(body)
                .statusCode(400)
                .contentType("application/json")
                .body("error.status", equalTo(400))
                .body("error.field", equalTo(field))
                .body("error.expected", not(empty()))
                .body("error.got", not(nullValue()))
                .body("error.message", containsString(field));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}                                              | 400 | calls
                    {"calls":[]}                                    | 400 | calls
                    {"calls":{}}                                    | 400 | calls
                    {"calls":[{"caller":"1","callee":"2"}           | 400 | body
                    {"calls":[{"caller":"1","callee":"2"}],"x":1}   | 400 | x
                    {"calls":[{"caller":"1","callee":"2"}],"deadline_ms":true} | 400 | deadline_ms
                    """)
    void malformedBatchIsRefusedWithItsField(String body, int status, String field) {
        given().body(body).post("/v1/score/batch").then().statusCode(status).body("error.field", equalTo(field));
    }

    @Test
    void batchOfTooManyCallsIs413() {
        String calls = "{\"caller\":\"1\",\"callee\":\"2\"},".repeat(1025);
        given().body("{\"calls\":[" + calls.substring(0, calls.length() - 1) + "]}")
                .post("/v1/score/batch")
                .then()
                .statusCode(413)
                .body("error.field", equalTo("calls"))
                .body("error.expected", containsString("1024"));
    }

    @Test
    void emptyBodyIsRefused() {
        given().post("/v1/score").then().statusCode(400).body("error.got", equalTo("nothing"));
    }

    @Test
    void deeplyNestedBodyIsRefused() {
        String nesting = "[".repeat(1 << 20);
        score(nesting).statusCode(400).body("error.field", equalTo("body"));
        score("{\"caller\":\"1\",\"callee\":\"2\",\"context\":{\"hour\":" + nesting)
                .statusCode(400);
        given().body("{\"calls\":[" + nesting).post("/v1/score/batch").then().statusCode(400);
        given().body("{\"calls\":[{\"context\":" + "{\"a\":".repeat(1 << 18))
                .post("/v1/score/batch")
                .then()
                .statusCode(400);
    }

    @Test
    void bodyBeyondTheLimitIs413() {
        score("\"" + "x".repeat(5 << 20) + "\"").statusCode(413).body("error.field", equalTo("body"));
    }

    @Test
    void bodyThatIsNotTextIsRefused() {
        given().contentType("application/json")
                .body(new byte[] {'{', '"', (byte) 0xc3, (byte) 0x28, '"', ':', 1, (byte) 0xff})
                .post("/v1/score")
                .then()
                .statusCode(400)
                .body("error.field", equalTo("body"));
    }

    @Test
    void otherMethodsAre405AndOtherPathsAre404() {
        given().get("/v1/score")
                .then()
                .statusCode(405)
                .header("Allow", startsWith("POST"))
                .body("error.expected", equalTo("POST"));
        given().delete("/v1/score/batch").then().statusCode(405);
        given().post("/v1/scores").then().statusCode(404).body("error.expected", containsString("/v1/score"));
    }

    // ---- health, metrics, API ----

    @Test
    void healthNamesTheModelsAndTheStore() {
        given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("status", equalTo("UP"))
                .body("checks.find { it.name == 'models' }.data.'call-fraud-gbm'", equalTo("serving version 3"))
                .body("checks.find { it.name == 'store' }.data.connected", is(true));
        given().get("/q/health/live").then().statusCode(200);
        given().get("/q/health/started").then().statusCode(200);
    }

    @Test
    void metricsCountStagesViewsAndReplies() {
        score(SOUND).statusCode(200);
        String metrics =
                given().get("/q/metrics").then().statusCode(200).extract().asString();
        for (String name : new String[] {
            "voxguard_scoring_stage_seconds_bucket{stage=\"store\",le=",
            "voxguard_features_views_total{outcome=\"missing\",view=\"caller_velocity\"}",
            "voxguard_features_views_total{outcome=\"stale\",view=\"trunk_load\"}",
            "voxguard_http_replies_total{route=\"/v1/score\",status=\"200\"}",
            "voxguard_scoring_decisions_total{decided_by=\"model\",decision=\"allow\"}"
        }) {
            org.hamcrest.MatcherAssert.assertThat(metrics, containsString(name));
        }
    }

    @Test
    void examplesOfTheApiDescriptionWork() {
        io.restassured.path.json.JsonPath api = given().get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        for (String path : new String[] {"/v1/score", "/v1/score/batch"}) {
            Map<String, Map<String, Object>> examples =
                    api.getMap("paths.'" + path + "'.post.requestBody.content.'application/json'.examples");
            org.hamcrest.MatcherAssert.assertThat(examples.size(), greaterThanOrEqualTo(1));
            examples.forEach((name, example) -> given().contentType("application/json")
                    .body(example.get("value"))
                    .post(path)
                    .then()
                    .statusCode(200));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/q/openapi, */*, application/yaml",
        "/q/openapi, application/json, application/json",
        "/q/openapi, 'text/html, application/json;q=0.5', application/json",
        "/q/openapi?format=JSON, */*, application/json",
        "/q/openapi?format=yaml, application/json, application/json",
        "/q/openapi.json, */*, application/json",
        "/q/openapi.yaml, application/json, application/yaml",
        "/q/openapi.yml, */*, application/yaml"
    })
    void apiDescriptionComesInTheFormThatIsAskedFor(String path, String accept, String type) {
        given().header("accept", accept)
                .get(path)
                .then()
                .statusCode(200)
                .header("content-type", equalTo(type + ";charset=UTF-8"))
                .body(startsWith(type.endsWith("json") ? "{" : "openapi: 3.1.0"));
    }

    private static String call(String caller) {
        return SOUND.replace("+14155550100", caller);
    }

    private static ValidatableResponse score(String body) {
        return given().body(body).post("/v1/score").then();
    }

    private static Matcher<Object> isProbability() {
        return new Between(0, 1);
    }

    private static Matcher<Map<?, ?>> hasKey(String key) {
        return new org.hamcrest.TypeSafeMatcher<>() {
            @Override
            protected boolean matchesSafely(Map<?, ?> map) {
                return map.containsKey(key);
            }

            @Override
            public void describeTo(org.hamcrest.Description description) {
                description.appendText("a map with " + key);
            }
        };
    }

    /** Numbers in JSON come as whatever type holds them. */
    private static class Between extends org.hamcrest.BaseMatcher<Object> {
        private final double low;
        private final double high;

        Between(double low, double high) {
            this.low = low;
            this.high = high;
        }

        @Override
        public boolean matches(Object value) {
            return value instanceof Number number && number.doubleValue() >= low && number.doubleValue() <= high;
        }

        @Override
        public void describeTo(org.hamcrest.Description description) {
            description.appendText("a number from " + low + " to " + high);
        }
    }

    private static final class Near extends Between {
        Near(double value) {
            super(value - 1e-5, value + 1e-5);
        }
    }
}
