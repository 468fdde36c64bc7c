package io.voxguard.function;

import static io.restassured.RestAssured.given;
import static io.voxguard.function.BindingServers.data;
import static io.voxguard.function.BindingServers.deadLetters;
import static io.voxguard.function.BindingServers.event;
import static io.voxguard.function.BindingServers.lastCall;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.voxguard.function.testing.HttpPort;
import io.voxguard.function.testing.StoreServer;
import io.voxguard.testing.Eventually;
import org.junit.jupiter.api.Test;

@QuarkusTest
class HttpBindingTest {
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch+json";

    @Test
    void binaryEventIsHandled() {
        binary("io.voxguard.call.v1", data("http-1", "+1")).statusCode(202);
        assertThat(lastCall("http-1")).isEqualTo("+1");
    }

    @Test
    void structuredEventIsHandled() {
        post(STRUCTURED, event("http-2", "+2")).statusCode(202);
        assertThat(lastCall("http-2")).isEqualTo("+2");
    }

    @Test
    void batchIsHandledAndItsMalformedEventsAreDeadLetters() {
        int before = deadLetters().size();
        post(BATCH, "[" + event("http-3", "+3") + ",null,{\"no\":\"event\"}," + event("http-4", "+4") + "]")
                .statusCode(202);
        assertThat(lastCall("http-3")).isEqualTo("+3");
        assertThat(lastCall("http-4")).isEqualTo("+4");
        assertThat(deadLetters()).hasSize(before + 2);
    }

    @Test
    void eventOfAnotherTypeIs400AndADeadLetter() {
        binary("io.voxguard.other.v1", "{}").statusCode(400).body("error.field", equalTo("type"));
        assertThat(deadLetters().getLast())
                .contains("type: expected io.voxguard.call.v1, got io.voxguard.other.v1", "\"source\":\"/test\"");
    }

    @Test
    void eventIs503WhileTheStoreIsDown() throws Exception {
        StoreServer.runWithoutStore(
                () -> post(STRUCTURED, event("http-5", "+5")).statusCode(503).header("Retry-After", "1"));
        Eventually.await(
                "the event is handled again",
                () -> post(STRUCTURED, event("http-5", "+5")).extract().statusCode() == 202);
        assertThat(lastCall("http-5")).isEqualTo("+5");
    }

    @Test
    void rejectedEventIs503WhileItsDeadLetterCannotBeKept() throws Exception {
        StoreServer.runWithoutStore(() -> binary("io.voxguard.other.v1", "{}")
                .statusCode(503)
                .body("error.got", containsString("did not keep a dead letter")));
        Eventually.await(
                "the dead letter is kept",
                () -> binary("io.voxguard.other.v1", "{}").extract().statusCode() == 400);
    }

    @Test
    void bodyOverTheLimitIs413() {
        post(STRUCTURED, "x".repeat((4 << 20) + 1)).statusCode(413).body("error.field", equalTo("body"));
    }

    private static ValidatableResponse post(String contentType, String body) {
        return given().port(HttpPort.port())
                .contentType(contentType)
                .body(body)
                .post("/")
                .then();
    }

    private static ValidatableResponse binary(String type, String data) {
        return given().port(HttpPort.port())
                .contentType("application/json")
                .header("ce-specversion", "1.0")
                .header("ce-type", type)
                .header("ce-source", "/test")
                .header("ce-id", "1")
                .body(data)
                .post("/")
                .then();
    }
}
