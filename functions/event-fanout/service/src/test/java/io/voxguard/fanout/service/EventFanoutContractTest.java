package io.voxguard.fanout.service;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.voxguard.function.testing.StoreServer;
import io.voxguard.testing.DocumentedMetrics;
import io.voxguard.testing.Eventually;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service from outside, with a real store, a webhook and a watched document. */
@QuarkusTest
@QuarkusTestResource(value = StoreServer.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = Destinations.class, restrictToAnnotatedClass = true)
class EventFanoutContractTest {
    private static final String TYPE = "io.voxguard.detection.v1";
    private final String id = UUID.randomUUID().toString();

    @BeforeEach
    void awaitReadiness() throws Exception {
        Destinations.answer(200);
        Eventually.await(
                "the service is ready", () -> when().get("/q/health/ready").statusCode() == 200);
    }

    @AfterEach
    void restoreDocument() throws Exception {
        Destinations.write(Destinations.document());
    }

    private static String event(String id, String type, String severity, String data) {
        return "{\"specversion\":\"1.0\",\"type\":\"" + type + "\",\"source\":\"/test\",\"id\":\"" + id
                + "\",\"subject\":\"+1\",\"partitionkey\":\"+1\",\"severity\":\"" + severity
                + "\",\"datacontenttype\":\"application/json\",\"data\":" + data + "}";
    }

    private static ValidatableResponse post(String contentType, String body) {
        return given().contentType(contentType).body(body).post("/").then();
    }

    private static List<String> cases() {
        return redis(commands -> commands.xrange("cases", Range.unbounded())).stream()
                .map(entry -> entry.getBody().get("record"))
                .toList();
    }

    private static boolean hasCase(String id) {
        return cases().stream().anyMatch(record -> record.contains("\"id\":\"" + id + "\""));
    }

    private static <T> T redis(Function<RedisCommands<String, String>, T> work) {
        try (RedisClient client = RedisClient.create(StoreServer.url());
                var connection = client.connect()) {
            return work.apply(connection.sync());
        }
    }

    private static List<String> refused() {
        return redis(commands -> commands.xrange("voxguard:event-fanout:dead-letters", Range.unbounded())).stream()
                .map(entry -> entry.getBody().get("record"))
                .toList();
    }

    @Test
    void structuredEventReachesAllDestinations() throws Exception {
        post("application/cloudevents+json", event(id, TYPE, "critical", "{}")).statusCode(202);
        Eventually.await("both have it", () -> hasCase(id) && Destinations.RECEIVED.contains(id));
    }

    @Test
    void binaryEventAndBatchAreTaken() throws Exception {
        given().header("ce-specversion", "1.0")
                .header("ce-type", TYPE)
                .header("ce-source", "/test")
                .header("ce-id", id)
                .header("ce-severity", "critical")
                .contentType("application/json")
                .body("{\"score\":0.5}")
                .post("/")
                .then()
                .statusCode(202);
        post(
                        "application/cloudevents-batch+json",
                        "[" + event(id + "-a", TYPE, "critical", "{}") + "," + event(id + "-b", TYPE, "info", "{}")
                                + "]")
                .statusCode(202);
        Eventually.await(
                "all came",
                () -> hasCase(id)
                        && hasCase(id + "-a")
                        && Destinations.RECEIVED.containsAll(List.of(id, id + "-a", id + "-b")));
        assertThat(hasCase(id + "-b")).as("filtered out").isFalse();
    }

    @Test
    void eventOfTheStoresStreamIsTaken() throws Exception {
        redis(commands -> commands.xadd("voxguard:detections", "record", event(id, TYPE, "warning", "{}")));
        Eventually.await("both have it", () -> hasCase(id) && Destinations.RECEIVED.contains(id));
    }

    @Test
    void repeatedEventIsDeliveredOnce() throws Exception {
        for (int i = 0; i < 3; i++) {
            post("application/cloudevents+json", event(id, TYPE, "critical", "{\"attempt\":" + i + "}"))
                    .statusCode(202);
        }
        post("application/cloudevents+json", event(id + "-next", TYPE, "critical", "{}"))
                .statusCode(202);
        Eventually.await("the one behind it came", () -> Destinations.RECEIVED.contains(id + "-next"));
        assertThat(Destinations.RECEIVED).filteredOn(id::equals).hasSize(1);
    }

    @Test
    void unknownTypeMalformedAndLargeEventsAreRefusedAndKept() {
        post("application/cloudevents+json", event(id, "io.voxguard.other.v1", "info", "{}"))
                .statusCode(400)
                .body(containsString("type"));
        post("application/cloudevents+json", "nonsense-" + id).statusCode(400);
        post("application/cloudevents+json", event(id, TYPE, "info", "\"" + "x".repeat(1 << 20) + "\""))
                .statusCode(400)
                .body(containsString("at most 262144 bytes"));
        assertThat(refused())
                .anyMatch(letter -> letter.contains("got io.voxguard.other.v1"))
                .anyMatch(letter -> letter.contains("nonsense-" + id))
                .anyMatch(letter -> letter.contains("expected at most 262144 bytes"));
    }

    @Test
    void deadLettersAreListedRedeliveredAndDeleted() throws Exception {
        Destinations.answer(410);
        post("application/cloudevents+json", event(id, TYPE, "critical", "{}")).statusCode(202);
        Eventually.await("it is dead", () -> letterIds().size() == 1);
        String letter = letterIds().getFirst();
        when().get("/v1/destinations/alerts/dead-letters")
                .then()
                .body("dead_letters[0].cause", equalTo("status 410"))
                .body("dead_letters[0].attempts", equalTo(1))
                .body("dead_letters[0].event", containsString(id));
        when().post("/v1/destinations/alerts/dead-letters/" + letter + "/redeliver")
                .then()
                .statusCode(422);
        Destinations.answer(503);
        when().post("/v1/destinations/alerts/dead-letters/" + letter + "/redeliver")
                .then()
                .statusCode(503);
        Destinations.answer(200);
        when().post("/v1/destinations/alerts/dead-letters/" + letter + "/redeliver")
                .then()
                .statusCode(200);
        when().delete("/v1/destinations/alerts/dead-letters/" + letter).then().statusCode(404);
        assertThat(letterIds()).isEmpty();
    }

    private static List<String> letterIds() {
        return when().get("/v1/destinations/alerts/dead-letters").jsonPath().getList("dead_letters.id");
    }

    @Test
    void stateOfDestinationsIsShown() throws Exception {
        post("application/cloudevents+json", event(id, TYPE, "critical", "{}")).statusCode(202);
        Eventually.await("it came", () -> Destinations.RECEIVED.contains(id));
        when().get("/v1/destinations")
                .then()
                .statusCode(200)
                .body("destinations", hasSize(2))
                .body("destinations[0].name", equalTo("alerts"))
                .body("destinations[0].type", equalTo("webhook"))
                .body("destinations[0].circuit", equalTo("closed"));
    }

    @Test
    void wrongQuestionsAreAnsweredWithWhatWasExpected() {
        when().get("/v1/destinations/nosuch/dead-letters")
                .then()
                .statusCode(404)
                .body(containsString("nosuch"));
        when().get("/v1/destinations/alerts/dead-letters?limit=0")
                .then()
                .statusCode(400)
                .body(containsString("1 to 1000"));
        when().get("/v1/destinations/alerts/dead-letters?after=x").then().statusCode(400);
        when().post("/v1/destinations/alerts/dead-letters/1-1/redeliver").then().statusCode(404);
        when().delete("/v1/destinations/alerts/dead-letters/x").then().statusCode(404);
    }

    @Test
    void changedDocumentTakesEffectAndAWrongOneDoesNot() throws Exception {
        Destinations.write(Destinations.document() + "  - {name: later, type: stream, stream: later}\n");
        Eventually.await("it is in force", () -> names().contains("later"));
        Destinations.write("destinations: [{name: cases, type: mail}]");
        post("application/cloudevents+json", event(id, TYPE, "critical", "{}")).statusCode(202);
        Eventually.await(
                "the former is in force",
                () -> redis(commands -> commands.xlen("later")) == 1 && Destinations.RECEIVED.contains(id));
        Destinations.write(Destinations.document() + "removed: [later]\n");
        Eventually.await("it is removed", () -> names().size() == 2);
        redis(commands -> commands.del("later"));
    }

    private static List<String> names() {
        return when().get("/v1/destinations").jsonPath().getList("destinations.name");
    }

    @Test
    void readinessShowsStoreAndOwnership() throws Exception {
        Eventually.await(
                "all partitions are owned",
                () -> when().get("/q/health/ready").asString().contains("0 1 2 3"));
        when().get("/q/health/ready")
                .then()
                .body(containsString("circuit of cases"))
                .body(containsString("redis"));
    }

    @Test
    void withoutTheStoreEventsAreToBeSentAgainAndReadinessIsDown() throws Exception {
        StoreServer.runWithoutStore(() -> {
            post("application/cloudevents+json", event(id, TYPE, "critical", "{}"))
                    .statusCode(503)
                    .header("Retry-After", "1");
            Eventually.await("not ready", () -> when().get("/q/health/ready").statusCode() == 503);
        });
        Eventually.await(
                "it is taken again",
                () -> given().contentType("application/cloudevents+json")
                                .body(event(id, TYPE, "critical", "{}"))
                                .post("/")
                                .statusCode()
                        == 202);
        Eventually.await("both have it", () -> hasCase(id) && Destinations.RECEIVED.contains(id));
    }

    @Test
    void everyMetricIsDocumentedWithItsTypeAndLabels() throws Exception {
        post("application/cloudevents+json", event(id, TYPE, "critical", "{}")).statusCode(202);
        Eventually.await("it came", () -> Destinations.RECEIVED.contains(id));
        assertThat(DocumentedMetrics.registered(when().get("/q/metrics")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString()))
                .isEqualTo(DocumentedMetrics.documented("event-fanout"));
    }
}
