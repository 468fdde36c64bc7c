package io.voxguard.score.service;

import static io.restassured.RestAssured.given;
import static io.voxguard.score.service.CallEventsForTests.BATCH;
import static io.voxguard.score.service.CallEventsForTests.STRUCTURED;
import static io.voxguard.score.service.CallEventsForTests.data;
import static io.voxguard.score.service.CallEventsForTests.event;
import static io.voxguard.score.service.CallEventsForTests.post;
import static io.voxguard.score.service.CallEventsForTests.started;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.voxguard.function.testing.ProjectModels;
import io.voxguard.function.testing.StoreServer;
import io.voxguard.testing.EventSchemas;
import io.voxguard.testing.Eventually;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The function over HTTP, as Knative's brokers and sources call it. */
@QuarkusTest
@QuarkusTestResource(value = StoreServer.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = ProjectModels.class, restrictToAnnotatedClass = true)
class ScoreContractTest {
    @BeforeEach
    void awaitTheStore() throws Exception {
        Eventually.await("the function reaches the store", () -> post(STRUCTURED, started("warm-up"))
                .extract()
                .jsonPath()
                .getMap("data.degraded")
                .isEmpty());
    }

    @Test
    void startedCallIsAnsweredWithItsScore() {
        String reply = post(STRUCTURED, started("c-1"))
                .statusCode(200)
                .contentType(STRUCTURED)
                .body("type", equalTo("io.voxguard.call.scored.v1"))
                .body("source", equalTo("/voxguard/score"))
                .body("data.call_id", equalTo("c-1"))
                .body("data.decided_by", equalTo("model"))
                .body("data.degraded", anEmptyMap())
                .extract()
                .asString();
        assertThat(EventSchemas.problems(reply)).isEmpty();
    }

    @Test
    void binaryEventIsAnsweredAsAStructuredOne() {
        given().contentType("application/json")
                .header("ce-specversion", "1.0")
                .header("ce-type", "io.voxguard.call.started.v1")
                .header("ce-source", "/test")
                .header("ce-id", "started:c-2")
                .body(data("c-2", ""))
                .post("/")
                .then()
                .statusCode(200)
                .body("data.call_id", equalTo("c-2"));
    }

    @Test
    void eventThatIsDeliveredAgainHasTheSameAnswer() {
        String event = started("c-3");
        String first = post(STRUCTURED, event).extract().path("id");
        post(STRUCTURED, event).statusCode(200).body("id", equalTo(first));
        post(STRUCTURED, started("c-4")).statusCode(200).body("id", not(equalTo(first)));
    }

    @Test
    void batchIsAnsweredInItsOrderWithoutWhatIsRejected() {
        post(BATCH, "[" + started("c-5") + ",{\"no\":\"event\"}," + started("c-6") + "]")
                .statusCode(200)
                .contentType(BATCH)
                .body("data.call_id", contains("c-5", "c-6"));
    }

    @Test
    void answerBelongsToTheTraceOfItsEvent() {
        String parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        String traced = started("c-12")
                .replace("\"source\"", "\"traceparent\":\"" + parent + "\",\"tracestate\":\"vendor=1\",\"source\"");
        String reply = post(STRUCTURED, traced)
                .statusCode(200)
                .body("traceparent", equalTo(parent))
                .body("tracestate", equalTo("vendor=1"))
                .extract()
                .asString();
        assertThat(EventSchemas.problems(reply)).isEmpty();
        post(STRUCTURED, started("c-13")).statusCode(200).body("$", not(hasKey("traceparent")));
    }

    @Test
    void laterProgressOfACallHasNoAnswer() {
        post(STRUCTURED, event("answered", "c-7", ",\"answered_at\":\"" + Instant.now() + '"'))
                .statusCode(202)
                .body(equalTo(""));
        post(BATCH, "[" + event("answered", "c-7", "") + "," + started("c-8") + "]")
                .statusCode(200)
                .body("data.call_id", contains("c-8"));
    }

    @Test
    void eventOfAnotherTypeIs400() {
        post(STRUCTURED, started("c-9").replace("io.voxguard.call.started.v1", "io.voxguard.other.v1"))
                .statusCode(400)
                .body("error.field", equalTo("type"))
                .body("error.expected", equalTo("io.voxguard.call.started.v1"));
    }

    @Test
    void callWithoutACallerIs400AndNamesTheField() {
        post(STRUCTURED, started("c-10").replace("\"caller\"", "\"calling\""))
                .statusCode(400)
                .body("error.field", equalTo("caller"));
    }

    @Test
    void withoutTheStoreTheAnswerIsDegradedAndSaysSo() throws Exception {
        StoreServer.runWithoutStore(() -> post(STRUCTURED, started("c-11"))
                .statusCode(200)
                .body("data.degraded", not(anEmptyMap()))
                .body("data.decision", not(equalTo("block"))));
    }

    @Test
    void probesAndMetricsAreThere() {
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/q/metrics").then().statusCode(200).body(containsString("voxguard_scoring_decisions_total"));
    }
}
