package io.voxguard.rulerefresh.service;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.lettuce.core.Range;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.ValidatableResponse;
import io.voxguard.function.testing.PostgresServer;
import io.voxguard.function.testing.StoreServer;
import io.voxguard.rulerefresh.function.RulesChanged;
import io.voxguard.store.SnapshotKeys;
import io.voxguard.testing.Eventually;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Contract of the service: events in, the store's pointer and the status out, with a real database and store. */
@QuarkusTest
@QuarkusTestResource(value = StoreServer.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = PostgresServer.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = TestSettings.class, restrictToAnnotatedClass = true)
class RuleRefreshContractTest {
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final String BINARY = "application/json";
    private static final String DEAD_LETTERS = "voxguard:rules:dead-letters";
    private static final String STREAM = "voxguard:rules:changed";

    private String set;

    @BeforeEach
    void createSetWithOneRule() throws Exception {
        Eventually.await(
                "the service is live", () -> when().get("/q/health/live").statusCode() == 200);
        Eventually.await("the schema is migrated", RuleTables::migrated);
        set = "set-" + NEXT.incrementAndGet();
        RuleTables.insertSet(set);
        rule("irsf-1", "caller_velocity.calls_1h > 100");
    }

    @Test
    void eventInEachModePublishesTheSet() throws Exception {
        binary("{\"set\":\"" + set + "\"}").statusCode(202).body(equalTo(""));
        assertThat(revision()).isEqualTo(2);
        rule("irsf-2", "true");
        given().contentType("application/cloudevents+json")
                .body(structured("2", set))
                .post("/")
                .then()
                .statusCode(202);
        assertThat(revision()).isEqualTo(3);
        rule("irsf-3", "true");
        given().contentType("application/cloudevents-batch+json")
                .body("[" + structured("3", set) + ",{\"no\":\"event\"}," + structured("3", set) + "]")
                .post("/")
                .then()
                .statusCode(202);
        assertThat(revision()).isEqualTo(4);
    }

    @Test
    void changeWithoutEventIsPublishedWithinOneInterval() throws Exception {
        Eventually.await("revision 2 is published", () -> revision() == 2);
        when().get("/v1/rules/" + set + "/status")
                .then()
                .statusCode(200)
                .body("state", equalTo("READY"))
                .body("database.revision", equalTo(2))
                .body("store.revision", equalTo(2))
                .body("store.count", equalTo(1))
                .body("lag.revisions", equalTo(0));
        when().get("/v1/rules").then().statusCode(200).body("sets.set", hasItem(set));
    }

    @Test
    void refusedRulesAreAccepted202AndReportedInTheStatus() throws Exception {
        binary("{\"set\":\"" + set + "\"}").statusCode(202);
        rule("bad", "caller_velocity.calls_1x > 100");
        binary("{\"set\":\"" + set + "\"}").statusCode(202);
        assertThat(revision()).as("the last good ones stay").isEqualTo(2);
        when().get("/v1/rules/" + set + "/status")
                .then()
                .body("state", equalTo("STALE"))
                .body("problems[0].rule", equalTo("bad"))
                .body("problems[0].field", equalTo("condition"))
                .body("problems[0].got", containsString("calls_1x"))
                .body("lag.revisions", equalTo(1))
                .body("lag.seconds", greaterThan(0f));
        PostgresServer.execute("DELETE FROM rules WHERE rule_set = '" + set + "' AND id = 'bad'");
        Eventually.await("revision 4 is published", () -> revision() == 4);
    }

    @Test
    void rejectedEventIs400AndADeadLetter() throws Exception {
        binary("{\"set\":\"nowhere\"}").statusCode(400).body("error.field", equalTo("data.set"));
        binary("{\"set\":7}").statusCode(400).body("error.field", equalTo("data.set"));
        binary("{\"set\":\"NO NAME\"}").statusCode(400).body("error.field", equalTo("data.set"));
        binary("nonsense").statusCode(400).body("error.field", equalTo("data.set"));
        event("io.voxguard.detection.v1", "{}").statusCode(400).body("error.field", equalTo("type"));
        given().contentType(BINARY).body("{}").post("/").then().statusCode(400).body("error.field", equalTo("event"));
        for (String broken : new String[] {"", "{", "[1]", "{}", "null", "[{\"specversion\":\"0.1\"}]"}) {
            given().contentType("application/cloudevents-batch+json")
                    .body(broken)
                    .post("/")
                    .then()
                    .statusCode(broken.equals("[]") ? 202 : 400);
            given().contentType("application/cloudevents+json")
                    .body(broken)
                    .post("/")
                    .then()
                    .statusCode(400);
        }
        Eventually.await("the dead letters are kept", () -> RuleTables.redis(redis -> redis.xlen(DEAD_LETTERS)) >= 12);
        assertThat(RuleTables.redis(redis -> redis.xrange(DEAD_LETTERS, Range.unbounded()))
                        .toString())
                .contains("a set of the database, got nowhere", "no CloudEvent", "io.voxguard.detection.v1");
    }

    @Test
    void malformedEventInABatchDoesNotStopTheOthers() throws Exception {
        batch("[null]").statusCode(400).body("error.field", equalTo("event"));
        batch("[" + structured("1", set) + ",null,[[]],7," + structured("2", set) + "]")
                .statusCode(202);
        batch("[{\"specversion\":\"1.0\",\"id\":\"\\ud800\"}," + structured("3", set) + "]")
                .statusCode(202);
        batch("[]").statusCode(202);
        batch("[".repeat(5_000)).statusCode(400);
        assertThat(revision()).isEqualTo(2);
    }

    @Test
    void contentTypeIsCaseInsensitiveAndNeverAServerError() {
        for (String type : new String[] {"nonsense", "", "application/cloudevents+avro", "text/plain; charset=odd"}) {
            given().config(RestAssuredConfig.config()
                            .encoderConfig(EncoderConfig.encoderConfig()
                                    .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                    .header("Content-Type", type)
                    .body("hello".getBytes(StandardCharsets.UTF_8))
                    .post("/")
                    .then()
                    .statusCode(400);
        }
        given().contentType("Application/CloudEvents+JSON; charset=UTF-8")
                .body(structured("1", set))
                .post("/")
                .then()
                .statusCode(202);
    }

    @Test
    void percentEncodedAndQuotedAttributesAreDecoded() {
        given().contentType(BINARY)
                .header("ce-specversion", "1.0")
                .header("ce-type", "%69o.voxguard.rules.changed.v1")
                .header("ce-source", "\"/te%20st\"".replace("%20", "%2520"))
                .header("ce-id", "%E2%82%AC")
                .body("{\"set\":\"" + set + "\"}")
                .post("/")
                .then()
                .statusCode(202);
    }

    @Test
    void errorIsOneShortLineForAnyInput() {
        for (String data :
                new String[] {"a\nb\nc", "{\"set\":\"" + "€".repeat(200_000) + "\"}", "{\"set\":\"\u0001\"}"}) {
            String body = binary(data).statusCode(400).extract().asString();
            assertThat(body.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(1_200);
            assertThat(body.chars()).allMatch(character -> character >= 32);
        }
    }

    @Test
    void eventOnTheStoresStreamPublishesAndIsRemovedFromIt() throws Exception {
        binary("{\"set\":\"" + set + "\"}").statusCode(202);
        rule("irsf-2", "true");
        RuleTables.redis(redis -> {
            redis.xadd(STREAM, "record", structured("9", set));
            redis.xadd(STREAM, "record", "null");
            redis.xadd(STREAM, "record", "nonsense");
            return redis.xadd(STREAM, "other", "field");
        });
        Eventually.await("the stream is empty", () -> RuleTables.redis(redis -> redis.xlen(STREAM)) == 0);
        assertThat(revision()).isEqualTo(3);
        assertThat(RuleTables.redis(redis -> redis.xpending(STREAM, "rule-refresh"))
                        .getCount())
                .isZero();
    }

    @Test
    void emptiedStoreIsFilledAgainWithoutEvent() throws Exception {
        binary("{\"set\":\"" + set + "\"}").statusCode(202);
        RuleTables.redis(redis -> redis.flushall());
        Eventually.await("revision 2 is published again", () -> revision() == 2);
        String blob = new SnapshotKeys("rules", set).blob(2);
        long blobs = RuleTables.redis(redis -> redis.exists(blob));
        assertThat(blobs).isEqualTo(1);
    }

    @Test
    void eventIs503WhileTheStoreIsDownAndTheStatusSaysWhy() throws Exception {
        binary("{\"set\":\"" + set + "\"}").statusCode(202);
        StoreServer.runWithoutStore(() -> {
            rule("irsf-2", "true");
            binary("{\"set\":\"" + set + "\"}")
                    .statusCode(503)
                    .header("Retry-After", notNullValue())
                    .body("error.got", containsString("store"));
            event("io.voxguard.detection.v1", "{}")
                    .statusCode(503)
                    .body("error.got", containsString("did not keep a dead letter"));
            when().get("/v1/rules/" + set + "/status")
                    .then()
                    .statusCode(200)
                    .body("why", containsString("store"))
                    .body("engines_known", containsString("store"));
        });
        Eventually.await("revision 3 is published", () -> revision() == 3);
        Eventually.await(
                "the set is READY",
                () -> when().get("/v1/rules/" + set + "/status").path("state").equals("READY"));
    }

    @Test
    void batchOfMoreThanAThousandEventsIs413() {
        given().contentType("application/cloudevents-batch+json")
                .body("[" + "{},".repeat(1_000) + "{}]")
                .post("/")
                .then()
                .statusCode(413)
                .body("error.field", equalTo("events"))
                .body("error.got", equalTo("1001"));
    }

    @Test
    void unknownSetLeavesNoMetricAndNoStatus() throws Exception {
        binary("{\"set\":\"made-up\"}").statusCode(400);
        assertThat(when().get("/q/metrics").asString()).doesNotContain("made-up");
        when().get("/v1/rules").then().body("sets.set", not(hasItem("made-up")));
    }

    @Test
    void statusOfUnknownSetIs404() {
        when().get("/v1/rules/never/status")
                .then()
                .statusCode(404)
                .body("error.field", equalTo("set"))
                .body("error.got", equalTo("never"));
    }

    @Test
    void metricsAndReadinessAreExposed() throws Exception {
        binary("{\"set\":\"" + set + "\"}").statusCode(202);
        assertThat(when().get("/q/metrics").asString())
                .contains("voxguard_rules_refresh_seconds_count", "voxguard_rules_lag_revisions{set=\"" + set + "\"}");
        when().get("/q/health/ready").then().body("checks.name", hasItem("rules"));
    }

    @Test
    void readinessAndMetricsNameTheEngineOfTheStore() throws Exception {
        String store = "checks.find { it.name == 'store' }.";
        Eventually.await("the engine is detected", () -> "redis"
                .equals(when().get("/q/health/ready").path(store + "data.engine")));

        String version = when().get("/q/health/ready")
                .then()
                .body(store + "status", equalTo("UP"))
                .body(store + "data.connected", equalTo(true))
                .extract()
                .path(store + "data.version");
        assertThat(version).matches("[0-9]+\\.[0-9]+\\..*");
        assertThat(when().get("/q/metrics").asString().lines().filter(line -> line.startsWith("voxguard_store_info")))
                .singleElement()
                .asString()
                .contains("engine=\"redis\"", "version=\"" + version + "\"")
                .endsWith(" 1.0");
    }

    private static ValidatableResponse batch(String body) {
        return given().contentType("application/cloudevents-batch+json")
                .body(body)
                .post("/")
                .then();
    }

    private static ValidatableResponse binary(String data) {
        return event(RulesChanged.TYPE, data);
    }

    private static ValidatableResponse event(String type, String data) {
        return given().contentType(BINARY)
                .header("ce-specversion", "1.0")
                .header("ce-type", type)
                .header("ce-source", "/test")
                .header("ce-id", "1")
                .body(data)
                .post("/")
                .then();
    }

    private static String structured(String id, String set) {
        return "{\"specversion\":\"1.0\",\"type\":\"" + RulesChanged.TYPE + "\",\"source\":\"/test\",\"id\":\"" + id
                + "\",\"datacontenttype\":\"application/json\",\"data\":{\"set\":\"" + set + "\"}}";
    }

    private long revision() {
        return RuleTables.publishedRevision(set);
    }

    private void rule(String id, String condition) throws SQLException {
        RuleTables.insertRule(set, id, condition);
    }
}
