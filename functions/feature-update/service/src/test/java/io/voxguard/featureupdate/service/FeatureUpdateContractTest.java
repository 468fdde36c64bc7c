package io.voxguard.featureupdate.service;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static io.voxguard.featureupdate.service.CallEventsForTests.calls1h;
import static io.voxguard.featureupdate.service.CallEventsForTests.ended;
import static io.voxguard.featureupdate.service.CallEventsForTests.redis;
import static io.voxguard.featureupdate.service.CallEventsForTests.row;
import static io.voxguard.featureupdate.service.CallEventsForTests.started;
import static io.voxguard.featureupdate.service.CallEventsForTests.startedAt;
import static io.voxguard.featureupdate.service.CallEventsForTests.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.notNullValue;

import io.lettuce.core.Range;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.voxguard.function.testing.StoreServer;
import io.voxguard.store.row.RowView;
import io.voxguard.testing.DocumentedMetrics;
import io.voxguard.testing.Eventually;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The service from outside, with a real store. */
@QuarkusTest
@QuarkusTestResource(value = StoreServer.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = TestSettings.class, restrictToAnnotatedClass = true)
class FeatureUpdateContractTest {
    private static final String STRUCTURED = "application/cloudevents+json";

    private final String caller = "+1415" + ThreadLocalRandom.current().nextInt(1_000_000, 9_999_999);
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    @BeforeEach
    void awaitReadiness() throws Exception {
        Eventually.await(
                "the service is ready", () -> when().get("/q/health/ready").statusCode() == 200);
    }

    private static ValidatableResponse post(String contentType, String body) {
        return given().contentType(contentType).body(body).post("/").then();
    }

    private static List<String> deadLetters() {
        return redis(commands -> commands.xrange(utf8("voxguard:feature-update:dead-letters"), Range.unbounded()))
                .stream()
                .flatMap(entry -> entry.getBody().values().stream())
                .map(letter -> new String(letter, StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void featuresAreStoredWhenTheEventIsAnswered() {
        post(STRUCTURED, started(caller, caller, now)).statusCode(202);

        assertThat(calls1h(caller)).contains(1);
    }

    @Test
    void binaryEventAndBatchAreCounted() {
        given().header("ce-specversion", "1.0")
                .header("ce-type", "io.voxguard.call.started.v1")
                .header("ce-source", "/test")
                .header("ce-id", caller)
                .contentType("application/json")
                .body(Map.of(
                        "call_id", caller, "caller", caller, "callee", "+442079460018", "started_at", now.toString()))
                .post("/")
                .then()
                .statusCode(202);
        List<String> batch = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            batch.add(started(caller + "-" + i, caller, now.minusMillis(i)));
            batch.add(ended(caller + "-" + i, caller, now.minusSeconds(30), 20));
        }
        post("application/cloudevents-batch+json", "[" + String.join(",", batch) + "]")
                .statusCode(202);

        assertThat(calls1h(caller)).contains(201);
    }

    @Test
    void callIsInProgressUntilItEnds() {
        byte[] inProgress = utf8("calls:{" + caller + "}:caller");
        post(STRUCTURED, started(caller, caller, now.minusSeconds(20))).statusCode(202);
        long during = redis(commands -> commands.zcard(inProgress));

        post(STRUCTURED, ended(caller, caller, now.minusSeconds(20), 20)).statusCode(202);
        post(STRUCTURED, started(caller, caller, now.minusSeconds(20))).statusCode(202);

        long after = redis(commands -> commands.zcard(inProgress));
        assertThat(List.of(during, after)).containsExactly(1L, 0L);
    }

    @Test
    void twoCallsFromLondonAndNewYorkHaveSpreadAndJump() {
        String london = "{\"latitude\":51.5,\"longitude\":-0.12}";
        String newYork = "{\"latitude\":40.7128,\"longitude\":-74.006}";
        // both in one tile of an hour or in two that follow each other: the jump is the same
        post(STRUCTURED, startedAt(caller + "-1", caller, now.minusSeconds(600), london))
                .statusCode(202);
        post(STRUCTURED, started(caller + "-2", caller, now.minusSeconds(300))).statusCode(202);
        post(STRUCTURED, startedAt(caller + "-3", caller, now, newYork)).statusCode(202);

        RowView row = row("caller_location", caller).orElseThrow();
        assertThat(row.value(0)).isEqualTo(2);
        // the central angle is 0.87443: half of the chord 2 R sin(angle / 2), and R times the angle in ten minutes
        assertThat(row.value(1)).isCloseTo(2697.6f, within(0.1f));
        assertThat(row.value(2)).isCloseTo(33_426f, within(1f));
    }

    @Test
    void eventsWithoutPlacesHaveNeitherSpreadNorJump() {
        post(STRUCTURED, started(caller + "-1", caller, now.minusSeconds(600))).statusCode(202);
        post(STRUCTURED, startedAt(caller + "-2", caller, now, "null")).statusCode(202);

        RowView row = row("caller_location", caller).orElseThrow();
        assertThat(row.value(0)).isZero();
        assertThat(row.isNull(1)).isTrue();
        assertThat(row.isNull(2)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[51.5,-0.12]|caller_location|an object with latitude and longitude",
                "{\"latitude\":51.5}|caller_location.longitude|degrees from -180 to 180",
                "{\"longitude\":-0.12}|caller_location.latitude|degrees from -90 to 90",
                "{\"latitude\":90.01,\"longitude\":0}|caller_location.latitude|degrees from -90 to 90",
                "{\"latitude\":51.5,\"longitude\":1e999}|caller_location.longitude|degrees from -180 to 180",
                "{\"latitude\":\"51.5\",\"longitude\":0}|caller_location.latitude|degrees from -90 to 90"
            })
    void wrongPlaceIsRefusedWithItsField(String location, String field, String expected) {
        post(STRUCTURED, startedAt(caller, caller, now, location))
                .statusCode(400)
                .body(containsString(field + ":"), containsString(expected));

        assertThat(deadLetters()).filteredOn(letter -> letter.contains(caller)).hasSize(1);
        assertThat(calls1h(caller)).isEmpty();
    }

    @Test
    void eventThatIsSentAgainCountsOnce() {
        for (int i = 0; i < 3; i++) {
            post(STRUCTURED, started(caller, caller, now)).statusCode(202);
        }

        assertThat(calls1h(caller)).contains(1);
    }

    @Test
    void eventOfTheStoresStreamIsCounted() throws Exception {
        redis(commands ->
                commands.xadd(utf8("voxguard:calls"), Map.of(utf8("record"), utf8(started(caller, caller, now)))));

        Eventually.await("it is counted", () -> calls1h(caller).equals(Optional.of(1)));
        Eventually.await(
                "it is taken out of the stream", () -> redis(commands -> commands.xlen(utf8("voxguard:calls"))) == 0);
    }

    @Test
    void refusedEventNamesTheFieldAndIsADeadLetter() {
        post(STRUCTURED, started(caller, "not a number", now))
                .statusCode(400)
                .body(containsString("caller"), containsString("a number: 1 to 15 digits"));
        post(STRUCTURED, started(caller, caller, now).replace("call.started.v1", "call.begun.v1"))
                .statusCode(400)
                .body(containsString("type"), containsString("io.voxguard.call.started.v1"));
        post(STRUCTURED, started(caller, caller, now.plusSeconds(3600)))
                .statusCode(400)
                .body(containsString("started_at"), containsString("at most 60 s after now"));

        assertThat(deadLetters()).filteredOn(letter -> letter.contains(caller)).hasSize(3);
        assertThat(calls1h(caller)).isEmpty();
    }

    @Test
    void refusedEventOfABatchDoesNotHoldUpTheOthers() {
        post(
                        "application/cloudevents-batch+json",
                        "[" + started(caller, caller, now) + "," + started("x", "nobody", now) + "]")
                .statusCode(202);

        assertThat(calls1h(caller)).contains(1);
    }

    @Test
    void withoutTheStoreEventsAreToBeSentAgain() throws Exception {
        StoreServer.runWithoutStore(() ->
                post(STRUCTURED, started(caller, caller, now)).statusCode(503).header("Retry-After", notNullValue()));

        Eventually.await(
                "it counts once the store is back",
                () -> given().contentType(STRUCTURED)
                                .body(started(caller, caller, now))
                                .post("/")
                                .statusCode()
                        == 202);
        assertThat(calls1h(caller)).contains(1);
    }

    @Test
    void metricsAreThoseOfTheDocumentation() throws Exception {
        post(STRUCTURED, started(caller, caller, now)).statusCode(202);

        assertThat(DocumentedMetrics.registered(when().get("/q/metrics")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString()))
                .isEqualTo(DocumentedMetrics.documented("feature-update"));
    }
}
