package io.voxguard.fanout.service;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.voxguard.fanout.cli.FanoutCli;
import io.voxguard.function.testing.StoreServer;
import io.voxguard.testing.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Replays and dead letters over HTTP, and by the commands of {@code ./voxguard}. */
@QuarkusTest
@QuarkusTestResource(value = StoreServer.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = Destinations.class, restrictToAnnotatedClass = true)
class ReplayContractTest {
    private static final String ALERTS = "/v1/destinations/alerts";
    private final String id = UUID.randomUUID().toString();
    private int buried;

    @BeforeEach
    void awaitReadiness() throws Exception {
        Destinations.answer(200);
        Eventually.await(
                "the service is ready", () -> when().get("/q/health/ready").statusCode() == 200);
        Eventually.await(
                "nothing runs", () -> when().get(ALERTS + "/replays").jsonPath().getList("replays.state").stream()
                        .noneMatch("running"::equals));
        given().queryParam("limit", 1_000)
                .delete(ALERTS + "/dead-letters")
                .then()
                .statusCode(200);
    }

    private void post(String eventId, String severity) {
        given().contentType("application/cloudevents+json")
                .body("{\"specversion\":\"1.0\",\"type\":\"io.voxguard.detection.v1\",\"source\":\"/test\",\"id\":\""
                        + eventId + "\",\"partitionkey\":\"" + id + "\",\"severity\":\"" + severity
                        + "\",\"datacontenttype\":\"application/json\",\"data\":{}}")
                .post("/")
                .then()
                .statusCode(202);
    }

    /** Posts events, and returns a time before them and one after them. */
    private List<String> postAll(int count) throws Exception {
        Instant from = boundary();
        for (int i = 0; i < count; i++) {
            post(id + "-" + i, i % 2 == 0 ? "critical" : "info");
        }
        Eventually.await("all came", () -> received() == count);
        return List.of(from.toString(), boundary().toString());
    }

    private long received() {
        return Destinations.RECEIVED.stream().filter(one -> one.startsWith(id)).count();
    }

    private static Instant boundary() throws Exception {
        Instant boundary = Instant.ofEpochMilli(System.currentTimeMillis() + 2);
        Eventually.await("it has passed", () -> Instant.now().isAfter(boundary.plusMillis(1)));
        return boundary;
    }

    private static ValidatableResponse order(String body) {
        return given().contentType("application/json")
                .body(body)
                .post(ALERTS + "/replay")
                .then();
    }

    private static String range(List<String> times) {
        return "\"from\":\"" + times.get(0) + "\",\"to\":\"" + times.get(1) + "\"";
    }

    @Test
    void replayIsAcceptedAndItsProgressIsShown() throws Exception {
        post(UUID.randomUUID().toString(), "info"); // the log starts before the range
        List<String> times = postAll(6);

        ValidatableResponse accepted = order("{" + range(times) + ",\"filter\":\"severity = 'critical'\"}")
                .statusCode(202);
        String replay = accepted.extract().path("id");
        accepted.header("Location", endsWith(ALERTS + "/replays/" + replay))
                .body("from", equalTo(times.get(0)))
                .body("to", equalTo(times.get(1)))
                .body("filter", equalTo("severity = 'critical'"))
                .body("log_starts_at", nullValue())
                .body("cause", nullValue());

        Eventually.await("it is done", () -> "done"
                .equals(when().get(ALERTS + "/replays/" + replay).path("state")));
        when().get(ALERTS + "/replays/" + replay)
                .then()
                .statusCode(200)
                .body("read", equalTo(6))
                .body("matched", equalTo(3))
                .body("delivered", equalTo(3))
                .body("dead", equalTo(0))
                .body("position", equalTo(times.get(1)))
                .body("ended_at", notNullValue());
        when().get(ALERTS + "/replays").then().body("replays.id", hasItem(replay));
        assertThat(received()).isEqualTo(9);
        when().delete(ALERTS + "/replays/" + replay).then().statusCode(200).body("state", equalTo("done"));
    }

    @Test
    void secondReplayIsRefusedAndTheFirstCancelled() throws Exception {
        List<String> times = postAll(3);
        Destinations.answer(503);
        String replay =
                order("{" + range(times) + "}").statusCode(202).extract().path("id");
        order("{" + range(times) + "}")
                .statusCode(409)
                .body("error.field", equalTo("replay"))
                .body("error.got", equalTo(replay));
        when().delete(ALERTS + "/replays/" + replay).then().statusCode(200).body("state", equalTo("cancelled"));
        Destinations.answer(200);
        long before = received();
        String second =
                order("{" + range(times) + "}").statusCode(202).extract().path("id");
        Eventually.await("it is done", () -> "done"
                .equals(when().get(ALERTS + "/replays/" + second).path("state")));
        assertThat(received()).isGreaterThanOrEqualTo(before + 3);
    }

    @Test
    void rangeThatBeginsBeforeTheLogIsAnsweredWithTheLogsStart() throws Exception {
        postAll(1);
        order("{\"from\":\"2020-01-01T00:00:00+01:00\",\"to\":\"2020-01-02T00:00:00Z\",\"filter\":null}")
                .statusCode(202)
                .body("from", equalTo("2019-12-31T23:00:00Z"))
                .body("log_starts_at", notNullValue());
    }

    @Test
    void rangeEndsNowIfItsEndIsLaterOrAbsent() throws Exception {
        postAll(1);
        Instant now = Instant.now();
        String to = order("{\"from\":\"" + now.minusSeconds(1) + "\",\"to\":\"2999-01-01T00:00:00Z\"}")
                .statusCode(202)
                .extract()
                .path("to");
        assertThat(Instant.parse(to)).isBetween(now, Instant.now().plusSeconds(1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``|body|a JSON object
            []|body|a JSON object
            {|body|a JSON object
            {} {}|body|a JSON object
            {"from":"2026-11-30T08:00:00Z","from":"2026-11-30T08:00:00Z"}|body|a JSON object
            {}|from|a time such as
            {"from":5}|from|a time such as
            {"from":"yesterday"}|from|a time such as
            {"from":"2026-11-30T08:00:00"}|from|a time such as
            {"from":"+999999999-12-31T23:59:59Z"}|from|a time such as
            {"from":"2020-01-01T00:00:00Z","to":"later"}|to|a time such as
            {"from":"2020-01-01T00:00:00Z","to":"2020-01-01T00:00:00Z"}|from|a time before to
            {"from":"2999-01-01T00:00:00Z"}|from|a time before to
            {"from":"2020-01-01T00:00:00Z","filter":"severity ="}|filter|an expression
            {"from":"2020-01-01T00:00:00Z","filter":7}|filter|an expression
            {"from":"2020-01-01T00:00:00Z","until":"2020-01-02T00:00:00Z"}|body|from, to and filter
            """)
    void wrongOrderIsRefused(String body, String field, String expected) {
        order(body)
                .statusCode(400)
                .body("error.field", equalTo(field))
                .body("error.expected", containsString(expected))
                .body("error.got", notNullValue());
    }

    @Test
    void nestedAndLongFiltersAreRefusedAndDoNotHarm() {
        order("{\"from\":\"2020-01-01T00:00:00Z\",\"filter\":\"" + "(".repeat(1_900) + "\"}")
                .statusCode(400)
                .body("error.field", equalTo("filter"));
        order("{\"from\":\"2020-01-01T00:00:00Z\",\"filter\":\"" + "a".repeat(2_001) + "\"}")
                .statusCode(400)
                .body("error.expected", equalTo("at most 2000 characters"));
    }

    @Test
    void unknownDestinationsAndReplaysAreNotFound() {
        given().body("{}")
                .post("/v1/destinations/nosuch/replay")
                .then()
                .statusCode(404)
                .body("error.got", equalTo("nosuch"));
        when().get("/v1/destinations/nosuch/replays").then().statusCode(404);
        when().get(ALERTS + "/replays/nosuch").then().statusCode(404).body("error.got", equalTo("nosuch"));
        when().delete(ALERTS + "/replays/nosuch").then().statusCode(404);
    }

    @Test
    void deadLetterIsShownAndAllAreRedeliveredOrDeletedInBatches() throws Exception {
        List<String> letters = bury(5);
        when().get(ALERTS + "/dead-letters/" + letters.getFirst())
                .then()
                .statusCode(200)
                .body("id", equalTo(letters.getFirst()))
                .body("cause", equalTo("status 410"))
                .body("attempts", equalTo(1))
                .body("event", containsString(id + "-0"))
                .body("first_attempt_ms", notNullValue())
                .body("last_attempt_ms", notNullValue());
        when().get(ALERTS + "/dead-letters/1-1").then().statusCode(404);

        when().post(ALERTS + "/dead-letters/redeliver?limit=3")
                .then()
                .statusCode(200)
                .body("done", equalTo(0))
                .body("kept", equalTo(3))
                .body("last", equalTo(letters.get(2)))
                .body("last_failure", equalTo("status 410"))
                .body("stopped", equalTo(false));
        Destinations.answer(503);
        when().post(ALERTS + "/dead-letters/redeliver")
                .then()
                .body("kept", equalTo(1))
                .body("stopped", equalTo(true));
        Destinations.answer(200);
        when().post(ALERTS + "/dead-letters/redeliver?limit=2&after=" + letters.get(0))
                .then()
                .body("done", equalTo(2))
                .body("kept", equalTo(0))
                .body("last", equalTo(letters.get(2)));
        assertThat(letterIds()).containsExactly(letters.get(0), letters.get(3), letters.get(4));

        when().delete(ALERTS + "/dead-letters").then().statusCode(400).body("error.field", equalTo("limit"));
        assertThat(when().delete(ALERTS + "/dead-letters/").statusCode()).isBetween(400, 499);
        when().delete(ALERTS + "/dead-letters?limit=2")
                .then()
                .statusCode(200)
                .body("done", equalTo(2))
                .body("last", equalTo(letters.get(3)));
        assertThat(letterIds()).containsExactly(letters.get(4));
        when().delete("/v1/destinations/nosuch/dead-letters?limit=2").then().statusCode(404);
    }

    /** Makes dead letters, and returns their ids. */
    private List<String> bury(int count) throws Exception {
        Destinations.answer(410);
        for (int i = 0; i < count; i++) {
            post(id + "-" + (buried + i), "critical");
        }
        buried += count;
        Eventually.await("all are dead", () -> letterIds().size() == count);
        return letterIds();
    }

    private static List<String> letterIds() {
        return when().get(ALERTS + "/dead-letters").jsonPath().getList("dead_letters.id");
    }

    // ---- commands ----

    /** Result of a command. */
    private record Ran(int exitCode, String out, String errors) {}

    private static Ran run(String command, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--url", RestAssured.baseURI + ":" + RestAssured.port));
        return runAsGiven(all);
    }

    private static Ran runAsGiven(List<String> arguments) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int exitCode = FanoutCli.run(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(errors, true, StandardCharsets.UTF_8));
        return new Ran(exitCode, out.toString(StandardCharsets.UTF_8), errors.toString(StandardCharsets.UTF_8));
    }

    @Test
    void commandReplaysAndWaits() throws Exception {
        List<String> times = postAll(4);
        Ran ran = run(
                "replay-events",
                "--destination",
                "alerts",
                "--from",
                times.get(0),
                "--to",
                times.get(1),
                "--filter",
                "severity = 'info'",
                "--wait");
        assertThat(ran.errors()).isEmpty();
        assertThat(ran.out())
                .contains("to alerts: from " + times.get(0) + " to " + times.get(1))
                .contains("done: read 4, matched 2, delivered 2, dead 0, at " + times.get(1));
        assertThat(ran.exitCode()).isZero();
        assertThat(received()).isEqualTo(6);
    }

    @Test
    void commandFailsIfTheReplayLeavesDeadLetters() throws Exception {
        List<String> times = postAll(2);
        Destinations.answer(410);
        Ran ran = run("replay-events", "--destination", "alerts", "--from", times.get(0), "--wait");
        assertThat(ran.out()).contains("delivered 0, dead 2");
        assertThat(ran.exitCode()).isEqualTo(1);
    }

    @Test
    void wrongCommandsAreOneLine() throws Exception {
        assertRefused(
                2,
                "--from: expected a time such as 2026-11-30T08:00:00Z, got nothing",
                run("replay-events", "--destination", "alerts"));
        assertRefused(
                2,
                "--destination: expected the name of a destination, got nothing",
                run("replay-events", "--from", "2026-11-30T08:00:00Z"));
        assertRefused(
                2,
                "from: expected a time such as 2026-11-30T08:00:00Z, got yesterday",
                run("replay-events", "--destination", "alerts", "--from", "yesterday"));
        assertRefused(
                1,
                "name: expected a destination of the document, got no such",
                run("replay-events", "--destination", "no such", "--from", "2026-11-30T08:00:00Z"));
        assertRefused(2, "expected replay-events or dead-letters, got nothing", runAsGiven(List.of()));
        assertRefused(2, "got --form", run("replay-events", "--form", "x"));
        assertRefused(2, "--url: duplicate option", run("dead-letters", "list", "--url", "http://127.0.0.1:1"));
        assertRefused(
                1,
                "no answer from http://127.0.0.1:1",
                runAsGiven(List.of("dead-letters", "list", "--destination", "alerts", "--url", "http://127.0.0.1:1")));
        assertRefused(2, "got sideways", run("dead-letters", "sideways", "--destination", "alerts"));
        assertRefused(
                2, "expected an id or --all, got nothing", run("dead-letters", "delete", "--destination", "alerts"));
        assertRefused(
                2,
                "expected an id, got nothing --all",
                run("dead-letters", "show", "--destination", "alerts", "--all"));
        assertRefused(
                1,
                "id: expected the id of a dead letter, got 1-1",
                run("dead-letters", "show", "1-1", "--destination", "alerts"));
    }

    private static void assertRefused(int exitCode, String error, Ran ran) {
        assertThat(ran.errors().lines())
                .as(ran.toString())
                .singleElement()
                .asString()
                .contains(error);
        assertThat(ran.exitCode()).isEqualTo(exitCode);
        assertThat(ran.out()).isEmpty();
    }

    @Test
    void commandsListShowRedeliverAndDeleteDeadLetters() throws Exception {
        List<String> letters = bury(4);
        assertThat(run("dead-letters", "list", "--destination", "alerts").out())
                .contains(letters.getFirst())
                .contains("attempts 1  event " + id + "-0  status 410")
                .contains("4 dead letters");
        assertThat(run("dead-letters", "show", letters.getFirst(), "--destination", "alerts")
                        .out())
                .contains("cause          status 410")
                .contains("\"id\":\"" + id + "-0\"");
        Ran refused = run("dead-letters", "redeliver", letters.getFirst(), "--destination", "alerts");
        assertThat(refused.errors()).contains("status 410");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(run("dead-letters", "redeliver", "--all", "--destination", "alerts"))
                .isEqualTo(new Ran(1, "delivered 0, not delivered 4: status 410\n", ""));
        Destinations.answer(200);
        assertThat(run("dead-letters", "redeliver", letters.get(0), "--destination", "alerts"))
                .isEqualTo(new Ran(0, "delivered " + letters.get(0) + "\n", ""));
        assertThat(run("dead-letters", "delete", letters.get(1), "--destination", "alerts"))
                .isEqualTo(new Ran(0, "deleted " + letters.get(1) + "\n", ""));
        assertThat(run("dead-letters", "redeliver", "--all", "--destination", "alerts"))
                .isEqualTo(new Ran(0, "delivered 2\n", ""));
        bury(3);
        assertThat(run("dead-letters", "delete", "--all", "--destination", "alerts"))
                .isEqualTo(new Ran(0, "deleted 3\n", ""));
        assertThat(run("dead-letters", "list", "--all", "--destination", "alerts"))
                .isEqualTo(new Ran(0, "0 dead letters\n", ""));
    }
}
