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

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.voxguard.rulerefresh.app.DeadLetters;
import io.voxguard.rulerefresh.app.RulesChanged;
import io.voxguard.store.SnapshotKeys;
import io.voxguard.store.embedded.EmbeddedStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events in, the store's pointer and the status out, over HTTP, with a real database and store. */
@QuarkusTest
@QuarkusTestResource(value = Servers.class, restrictToAnnotatedClass = true)
class RuleRefreshContractTest {
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final String BINARY = "application/json";

    private String set;

    @BeforeEach
    void aSetWithARule() throws Exception {
        await(() -> when().get("/q/health/live").statusCode() == 200);
        set = "set-" + NEXT.incrementAndGet();
        await(() -> {
            try {
                sql("SELECT 1 FROM rule_sets");
                return true;
            } catch (SQLException notMigratedYet) {
                return false;
            }
        });
        sql("INSERT INTO rule_sets (name) VALUES ('" + set + "')");
        rule("irsf-1", "caller_velocity.calls_1h > 100");
    }

    @Test
    void anEventInEachModePublishes() throws Exception {
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
    void aChangeWithoutAnEventIsFoundWithinAnInterval() throws Exception {
        await(() -> revision() == 2);
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
    void refusedRulesAreAnsweredAsDoneAndTold() throws Exception {
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
        sql("DELETE FROM rules WHERE rule_set = '" + set + "' AND id = 'bad'");
        await(() -> revision() == 4);
    }

    @Test
    void whatIsNoEventOfOursIs400AndADeadLetter() throws Exception {
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
        try (var redis = io.lettuce.core.RedisClient.create(Servers.store.url());
                var connection = redis.connect()) {
            await(() -> connection.sync().xlen(DeadLetters.STREAM) >= 12);
            String letters = connection
                    .sync()
                    .xrange(DeadLetters.STREAM, io.lettuce.core.Range.unbounded())
                    .toString();
            assertThat(letters)
                    .contains("a set of the database, got nowhere", "no CloudEvent", "io.voxguard.detection.v1");
        }
    }

    @Test
    void nullInABatchIsADeadLetterAndItsNeighboursAreDone() throws Exception {
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
    void contentTypeIsReadWithoutCaseAndNeverAFault() {
        for (String type : new String[] {"nonsense", "", "application/cloudevents+avro", "text/plain; charset=odd"}) {
            given().config(io.restassured.config.RestAssuredConfig.config()
                            .encoderConfig(io.restassured.config.EncoderConfig.encoderConfig()
                                    .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                    .header("Content-Type", type)
                    .body("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8))
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
    void percentEncodedAndQuotedAttributesAreRead() {
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
    void errorsAreOneShortLineWhateverCame() {
        for (String data :
                new String[] {"a\nb\nc", "{\"set\":\"" + "€".repeat(200_000) + "\"}", "{\"set\":\"\u0001\"}"}) {
            String body = binary(data).statusCode(400).extract().asString();
            assertThat(body.getBytes(java.nio.charset.StandardCharsets.UTF_8)).hasSizeLessThan(1_200);
            assertThat(body.chars()).allMatch(character -> character >= 32);
        }
    }

    @Test
    void eventsOnTheStoresStreamPublishAndLeaveIt() throws Exception {
        binary("{\"set\":\"" + set + "\"}").statusCode(202);
        rule("irsf-2", "true");
        String stream = "voxguard:rules:changed";
        try (var redis = io.lettuce.core.RedisClient.create(Servers.store.url());
                var connection = redis.connect()) {
            connection.sync().xadd(stream, "record", structured("9", set));
            connection.sync().xadd(stream, "record", "null");
            connection.sync().xadd(stream, "record", "nonsense");
            connection.sync().xadd(stream, "other", "field");
            await(() -> connection.sync().xlen(stream) == 0);
            assertThat(revision()).isEqualTo(3);
            assertThat(connection.sync().xpending(stream, "rule-refresh").getCount())
                    .isZero();
        }
    }

    @Test
    void anEmptiedStoreIsHealedWithoutAnEvent() throws Exception {
        binary("{\"set\":\"" + set + "\"}").statusCode(202);
        try (var redis = io.lettuce.core.RedisClient.create(Servers.store.url());
                var connection = redis.connect()) {
            connection.sync().flushall();
        }
        await(() -> revision() == 2);
        assertThat(Servers.snapshots().blob(new SnapshotKeys("rules", set), 2, LIMIT))
                .isPresent();
    }

    @Test
    void withoutAStoreEventsComeAgainAndTheStatusSaysWhy() throws Exception {
        binary("{\"set\":\"" + set + "\"}").statusCode(202);
        int port = Servers.store.port();
        Servers.store.close();
        try {
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
        } finally {
            Servers.store = EmbeddedStore.start(port);
        }
        await(() -> revision() == 3);
        await(() -> when().get("/v1/rules/" + set + "/status").path("state").equals("READY"));
    }

    @Test
    void aBatchOfTooManyEventsIs413() {
        given().contentType("application/cloudevents-batch+json")
                .body("[" + "{},".repeat(1_000) + "{}]")
                .post("/")
                .then()
                .statusCode(413)
                .body("error.field", equalTo("events"))
                .body("error.got", equalTo("1001"));
    }

    @Test
    void namesThatSomebodyMadeUpLeaveNothingBehind() throws Exception {
        binary("{\"set\":\"made-up\"}").statusCode(400);
        assertThat(when().get("/q/metrics").asString()).doesNotContain("made-up");
        when().get("/v1/rules").then().body("sets.set", not(hasItem("made-up")));
    }

    @Test
    void aSetThatIsNotThereIs404() {
        when().get("/v1/rules/never/status")
                .then()
                .statusCode(404)
                .body("error.field", equalTo("set"))
                .body("error.got", equalTo("never"));
    }

    @Test
    void metricsAndHealthAreThere() throws Exception {
        binary("{\"set\":\"" + set + "\"}").statusCode(202);
        assertThat(when().get("/q/metrics").asString())
                .contains("voxguard_rules_refresh_seconds_count", "voxguard_rules_lag_revisions{set=\"" + set + "\"}");
        when().get("/q/health/ready").then().body("checks.name", hasItem("rules"));
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
        try {
            return Servers.snapshots()
                    .pointer(new SnapshotKeys("rules", set), LIMIT)
                    .map(text -> Long.parseLong(text.substring(0, text.indexOf('|'))))
                    .orElse(0L);
        } catch (io.voxguard.store.StoreUnavailable e) {
            return 0;
        }
    }

    private void rule(String id, String condition) throws SQLException {
        sql("INSERT INTO rules (rule_set, id, name, typology, condition, action, owner) VALUES ('" + set + "', '" + id
                + "', 'n', 'irsf', '" + condition + "', 'block', 'o')");
    }

    private static void sql(String statement) throws SQLException {
        try (Connection connection = Servers.rules().getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("waited for 20 s").isLessThan(until);
            Thread.sleep(20);
        }
    }
}
