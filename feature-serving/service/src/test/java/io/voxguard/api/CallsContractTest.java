package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.voxguard.testing.EventSchemas;
import io.voxguard.testing.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events of calls and calls in progress, on the running service with a real store. */
@QuarkusTest
@WithTestResource(CallsContractTest.WithStream.class)
class CallsContractTest {
    private static final String STREAM = "calls";
    private static final int MAX_ACTIVE = 5;
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final String caller = "+1415555" + (1000 + NEXT.incrementAndGet());

    @Test
    void callIsInProgressFromItsStartToItsEnd() {
        post("c-1", started())
                .statusCode(200)
                .body("call_id", equalTo("c-1"))
                .body("type", equalTo("started"))
                .body("caller.active", equalTo(1))
                .body("caller.effect", equalTo("changed"))
                .body("trunk", nullValue());
        post("c-2", started()).statusCode(200).body("caller.active", equalTo(2));
        post("c-1", started())
                .statusCode(200)
                .body("caller.active", equalTo(2))
                .body("caller.effect", equalTo("unchanged"));
        post("c-1", answered()).statusCode(200).body("type", equalTo("answered"));
        active("caller", caller).body("active", equalTo(2)).body("ids", nullValue());
        post("c-1", ended()).statusCode(200).body("caller.active", equalTo(1));
        post("c-1", answered())
                .statusCode(200)
                .body("caller.active", equalTo(1))
                .body("caller.effect", equalTo("over"));
        active("caller", caller).body("caller", equalTo(caller)).body("active", equalTo(1));
    }

    @Test
    void trunkIsCountedToo() {
        String trunk = "t:" + caller.substring(1);
        String withTrunk = started().replaceFirst("\\{", "{\"trunk\":\"" + trunk + "\",");

        post("c-1", withTrunk).statusCode(200).body("trunk.active", equalTo(1));
        post("c-2", withTrunk.replace(caller, caller + "1"))
                .statusCode(200)
                .body("caller.active", equalTo(1))
                .body("trunk.active", equalTo(2))
                .body("trunk.effect", equalTo("changed"));

        active("trunk", trunk).body("trunk", equalTo(trunk)).body("active", equalTo(2));
    }

    @Test
    void endBeforeTheStartLeavesNothingInProgress() {
        post("c-1", ended()).statusCode(200);
        post("c-1", started()).statusCode(200).body("caller.effect", equalTo("over"));

        active("caller", caller).body("active", equalTo(0));
    }

    @Test
    void callWhoseLongestDurationIsOverIsNotCounted() {
        post(
                        "old",
                        started()
                                .replace(
                                        start.toString(),
                                        start.minus(Duration.ofHours(4)).toString()))
                .statusCode(200)
                .body("caller.active", equalTo(0))
                .body("caller.effect", equalTo("over"));
    }

    @Test
    void idsAreGivenOnRequest() {
        post("a/b", started().replace("{", "{\"call_id\":\"a/b\",")).statusCode(200);
        post("ç", started()).statusCode(200);

        given().queryParam("caller", caller)
                .queryParam("ids", true)
                .get("/v1/calls/active")
                .then()
                .statusCode(200)
                .body("active", equalTo(2))
                .body("ids", containsInAnyOrder("a/b", "ç"));
        given().urlEncodingEnabled(false)
                .get("/v1/calls/active?caller=" + caller + "&ids=false")
                .then()
                .statusCode(200)
                .body("active", equalTo(2))
                .body("ids", nullValue());
    }

    @Test
    void countIsAsOfNow() {
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        String asOf =
                active("caller", caller).body("active", equalTo(0)).extract().path("as_of");

        assertThat(Instant.parse(asOf)).isBetween(before, Instant.now());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"type\":\"started\"|\"type\":\"begun\"|type|started, answered or ended|\"begun\"",
                "\"type\":\"started\",||type|started, answered or ended|nothing",
                "\"type\":\"started\"|\"type\":1|type|started, answered or ended|1",
                "\"callee\"|\"called\"|called|one of type, call_id, caller, callee, trunk, caller_location, started_at|an unknown field",
                "{|{\"duration_s\":1,|duration_s|one of type, call_id, caller, callee, trunk, caller_location, started_at|an unknown field",
                "{|{\"call_id\":\"c-2\",|call_id|\"c-1\", as in the path|\"c-2\"",
                "{|{\"trunk\":\"a b\",|trunk|1 to 64 letters, digits, or any of . _ : -|\"a b\"",
                "{|{\"caller_location\":\"London\",|caller_location|an object with latitude and longitude|\"London\"",
                "{|{\"caller_location\":{\"latitude\":90.5,\"longitude\":0},|caller_location.latitude|degrees from -90 to 90|90.5",
                "{|{\"caller_location\":{\"latitude\":51.5},|caller_location.longitude|degrees from -180 to 180|nothing",
                "{|{\"caller_location\":{\"latitude\":51,\"longitude\":0,\"cell\":7},|caller_location.cell|one of caller_location.latitude, caller_location.longitude|an unknown field",
                "{|{\"caller\":\"1\",|caller|one field|a duplicate field",
                "started_at|started|started|one of type, call_id, caller, callee, trunk, caller_location, started_at|an unknown field",
                "}|}{}|body|one JSON object|more after it",
                "}||body|well-formed JSON|*"
            })
    void wrongEventIsRefusedWithItsField(String part, String wrong, String field, String expected, String got) {
        String body = started();
        assertThat(body).contains(part);

        ValidatableResponse reply = post("c-1", body.replace(part, wrong == null ? "" : wrong))
                .statusCode(400)
                .body("error.field", equalTo(field))
                .body("error.expected", equalTo(expected));

        if (!got.equals("*")) {
            reply.body("error.got", equalTo(got));
        }
        active("caller", caller).body("active", equalTo(0));
    }

    @Test
    void callIdOfThePathIsChecked() {
        post("c".repeat(129), started()).statusCode(400).body("error.field", equalTo("call_id"));
        given().urlEncodingEnabled(false)
                .body(started())
                .post("/v1/calls/%ff/events")
                .then()
                .statusCode(400)
                .body("error.field", equalTo("path"));
    }

    @Test
    void largeBodyIsRefused() {
        post("c-1", started() + " ".repeat(16 * 1024)).statusCode(413);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|caller|caller or trunk in the query|neither",
                "?caller=1&trunk=t|trunk|caller or trunk in the query|both",
                "?caller=%201|caller|a number: 1 to 15 digits, with a leading + 7 to 15 (E.164)|\" 1\"",
                "?caller=|caller|a number: 1 to 15 digits, with a leading + 7 to 15 (E.164)|\"\"",
                "?trunk=a%20b|trunk|1 to 64 letters, digits, or any of . _ : -|\"a b\"",
                "?caller=1&ids=yes|ids|true or false|\"yes\"",
                "?caller=1&caller=2|caller|one parameter|a duplicate parameter",
                "?caller=1&id=true|query|parameters among caller, trunk, ids|\"id\""
            })
    void wrongQueryIsRefusedWithItsParameter(String query, String field, String expected, String got) {
        given().urlEncodingEnabled(false)
                .get("/v1/calls/active" + query)
                .then()
                .statusCode(400)
                .body("error.field", equalTo(field))
                .body("error.expected", equalTo(expected))
                .body("error.got", equalTo(got));
    }

    @Test
    void callBeyondTheMostThatAreCountedIsRefused() {
        for (int i = 0; i < MAX_ACTIVE; i++) {
            post("c-" + i, started()).statusCode(200);
        }

        post("one-more", started())
                .statusCode(429)
                .header("Retry-After", "1")
                .body("error.field", equalTo("caller"))
                .body("error.expected", equalTo("at most 5 calls in progress"));
        post("c-1", ended()).statusCode(200);
        post("one-more", started()).statusCode(200).body("caller.active", equalTo(MAX_ACTIVE));
    }

    @Test
    void acceptedEventIsInTheStreamBeforeTheAnswer() {
        String more =
                "{\"trunk\":\"t-9\",\"cause\":\"busy\",\"caller_location\":{\"latitude\":51.5,\"longitude\":-0.12},";
        post("s-1", ended().replace("{", more)).statusCode(200);

        List<String> events =
                entries().stream().filter(event -> event.contains("\"s-1\"")).toList();
        assertThat(events).hasSize(1);
        assertThat(EventSchemas.problemsOfProgress(events.getFirst())).isEmpty();
        JsonPath event = JsonPath.from(events.getFirst());
        assertThat(event.getString("type")).isEqualTo("io.voxguard.call.ended.v1");
        assertThat(event.getString("source")).isEqualTo("/contract-test");
        assertThat(event.getString("id")).isEqualTo("ended:s-1");
        assertThat(event.getString("subject")).isEqualTo(caller);
        assertThat(event.getString("data.trunk")).isEqualTo("t-9");
        assertThat(event.getDouble("data.caller_location.latitude")).isEqualTo(51.5);
        assertThat(event.getDouble("data.caller_location.longitude")).isEqualTo(-0.12);
        assertThat(event.getString("data.started_at")).isEqualTo(start.toString());
        assertThat(event.getInt("data.duration_s")).isZero();
    }

    @Test
    void refusedEventIsNotInTheStream() {
        post("s-2", started().replace("callee", "called")).statusCode(400);

        assertThat(entries()).noneMatch(event -> event.contains("\"s-2\""));
    }

    @Test
    void eventsAreCountedByWhatBecameOfThem() {
        post("m-1", started()).statusCode(200);

        given().get("/q/metrics")
                .then()
                .body(containsString(
                        "voxguard_calls_events_total{outcome=\"changed\",target=\"caller\",type=\"started\"}"));
    }

    @Test
    void silentStoreIs503WithinTheTimeoutAndTheSameEventIsTakenInLater() throws IOException {
        FailingStore.whileSilent(() -> {
            post("f-1", started())
                    .statusCode(503)
                    .header("Retry-After", "1")
                    .body("error.field", equalTo("store"))
                    .body("error.expected", equalTo("an answer within 900 ms"))
                    .body("error.got", anyOf(equalTo("timed_out"), equalTo("unavailable")));
        });
        FailingStore.whileSilent(() -> given().queryParam("caller", caller)
                .get("/v1/calls/active")
                .then()
                .statusCode(503)
                .header("Retry-After", "1"));
        awaitTakenIn("f-1");
        active("caller", caller).body("active", equalTo(1));
    }

    @Test
    void storeThatIsAwayIs503AndTheSameEventIsTakenInWhenItReturns() throws IOException {
        FailingStore.stop();
        try {
            post("f-2", started()).statusCode(503).header("Retry-After", "1").body("error.field", equalTo("store"));
        } finally {
            FailingStore.startAgain();
        }
        awaitTakenIn("f-2");
        given().queryParam("caller", caller)
                .queryParam("ids", true)
                .get("/v1/calls/active")
                .then()
                .body("ids", contains("f-2"));
    }

    private void awaitTakenIn(String callId) {
        Eventually.await(
                "the event is taken in",
                () -> request(callId, started()).extract().statusCode() == 200);
    }

    private ValidatableResponse post(String callId, String body) {
        return request(callId, body);
    }

    private static ValidatableResponse request(String callId, String body) {
        return given().pathParam("call_id", callId)
                .body(body)
                .post("/v1/calls/{call_id}/events")
                .then();
    }

    private static ValidatableResponse active(String kind, String name) {
        return given().queryParam(kind, name).get("/v1/calls/active").then().statusCode(200);
    }

    private String started() {
        return "{\"type\":\"started\",\"caller\":\"" + caller + "\",\"callee\":\"+442071838750\",\"started_at\":\""
                + start + "\"}";
    }

    private String answered() {
        return started().replace("started\",\"caller", "answered\",\"answered_at\":\"" + start + "\",\"caller");
    }

    private String ended() {
        return started()
                .replace("started\",\"caller", "ended\",\"duration_s\":0,\"ended_at\":\"" + start + "\",\"caller");
    }

    private static List<String> entries() {
        RedisClient client = RedisClient.create(StoreForTests.url());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            return connection.sync().xrange(STREAM, Range.unbounded()).stream()
                    .map(entry -> Objects.requireNonNull(entry.getBody().get("record")))
                    .toList();
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        }
    }

    /** The service with a stream of the calls' events, and bounds that a test can reach. */
    public static final class WithStream extends ServiceForTests {
        @Override
        void configure(Path models, Map<String, String> settings) {
            settings.put("voxguard.models.dir", StoreForTests.models().toString());
            settings.put("voxguard.calls.stream", STREAM);
            settings.put("voxguard.calls.source", "/contract-test");
            settings.put("voxguard.calls.timeout", "900ms");
            settings.put("voxguard.calls.max-active", String.valueOf(MAX_ACTIVE));
        }
    }
}
