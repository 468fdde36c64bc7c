package io.voxguard.score.service;

import static io.restassured.RestAssured.given;

import io.restassured.response.ValidatableResponse;
import java.time.Instant;

/** Events of calls, and requests with them. */
final class CallEventsForTests {
    static final String STRUCTURED = "application/cloudevents+json";
    static final String BATCH = "application/cloudevents-batch+json";
    static final String CALLER = "+817060299810";

    private CallEventsForTests() {}

    static String started(String callId) {
        return event("started", callId, "");
    }

    /** Returns an event of the progress of a call. */
    static String event(String progress, String callId, String moreData) {
        return "{\"specversion\":\"1.0\",\"type\":\"io.voxguard.call." + progress
                + ".v1\",\"source\":\"/test\",\"id\":\""
                + progress + ':' + callId + "\",\"datacontenttype\":\"application/json\",\"data\":"
                + data(callId, moreData)
                + '}';
    }

    static String data(String callId, String more) {
        return "{\"call_id\":\"" + callId + "\",\"caller\":\"" + CALLER
                + "\",\"callee\":\"+441462036192\",\"started_at\":\"" + Instant.now() + '"' + more + '}';
    }

    static ValidatableResponse post(String contentType, String body) {
        return given().contentType(contentType).body(body).post("/").then();
    }
}
