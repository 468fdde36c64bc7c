package io.voxguard.function.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.http.HttpServerResponse;
import io.voxguard.function.event.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reply to a request with events. Knative's brokers send an event again after 404, 408, 409, 429 and 5xx, and give it up after other errors.
 *
 * @param error null if the request succeeded
 */
record HttpReply(int status, @Nullable ErrorReply error) {
    /** Returns the reply to all events of a request: one that must be sent again decides; else 400 if all are rejected. */
    static HttpReply of(List<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.Retry retry) {
                return error(503, "service", "database and store to answer", retry.cause());
            }
        }
        boolean allRejected = outcomes.stream().allMatch(Outcome.Rejected.class::isInstance);
        if (allRejected && !outcomes.isEmpty() && outcomes.getFirst() instanceof Outcome.Rejected first) {
            return error(400, first.field(), first.expected(), first.got());
        }
        return new HttpReply(202, null);
    }

    static HttpReply error(int status, String field, String expected, String got) {
        return new HttpReply(status, ErrorReply.of(status, field, expected, got));
    }

    void send(HttpServerResponse response, ObjectMapper json) {
        response.setStatusCode(status);
        if (status == 503) {
            response.putHeader("Retry-After", "1");
        }
        if (error == null) {
            response.end();
            return;
        }
        try {
            response.putHeader("Content-Type", "application/json").end(json.writeValueAsString(error));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of texts is JSON", e);
        }
    }
}
