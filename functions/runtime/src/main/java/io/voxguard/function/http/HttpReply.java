package io.voxguard.function.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.voxguard.function.event.CloudEventReader;
import io.voxguard.function.event.Outcome;
import io.voxguard.function.event.ReplyEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The reply to a request with events. Knative's brokers send an event again after 404, 408, 409, 429 and 5xx, and give it up after other errors. */
record HttpReply(int status, Body body) {
    private static final int RETRY_AFTER_S = 1;

    /** Content of a reply. */
    sealed interface Body {}

    /** No content. */
    record Empty() implements Body {}

    /** What is wrong with the request. */
    record Fault(ErrorReply error) implements Body {}

    /** The event that answers the event of the request. */
    record Event(ReplyEvent event) implements Body {}

    /** The events that answer those of a batch, in its order; an event that is rejected has none. */
    record Events(List<ReplyEvent> events) implements Body {}

    /** Returns the reply to a request with one event. */
    static HttpReply of(Outcome outcome) {
        return failure(List.of(outcome)).orElseGet(() -> replies(List.of(outcome)).stream()
                .findFirst()
                .map(event -> new HttpReply(200, new Event(event)))
                .orElseGet(HttpReply::accepted));
    }

    /** Returns the reply to a batch: one event that must be sent again decides; else 400 if all are rejected. */
    static HttpReply ofBatch(List<Outcome> outcomes) {
        return failure(outcomes).orElseGet(() -> {
            List<ReplyEvent> replies = replies(outcomes);
            return replies.isEmpty() ? accepted() : new HttpReply(200, new Events(replies));
        });
    }

    static HttpReply error(int status, String field, String expected, String got) {
        return new HttpReply(status, new Fault(ErrorReply.of(status, field, expected, got)));
    }

    private static HttpReply accepted() {
        return new HttpReply(202, new Empty());
    }

    private static Optional<HttpReply> failure(List<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.Retry retry) {
                return Optional.of(error(503, "service", "what handles the event to answer", retry.cause()));
            }
        }
        boolean allRejected = outcomes.stream().allMatch(Outcome.Rejected.class::isInstance);
        return allRejected && !outcomes.isEmpty() && outcomes.getFirst() instanceof Outcome.Rejected first
                ? Optional.of(error(400, first.field(), first.expected(), first.got()))
                : Optional.empty();
    }

    private static List<ReplyEvent> replies(List<Outcome> outcomes) {
        List<ReplyEvent> replies = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.Done done) {
                done.reply().ifPresent(replies::add);
            }
        }
        return replies;
    }

    void send(HttpServerResponse response, ObjectMapper json) {
        response.setStatusCode(status);
        if (status == 503) {
            response.putHeader("Retry-After", Integer.toString(RETRY_AFTER_S));
        }
        switch (body) {
            case Empty empty -> response.end();
            case Fault fault -> send(response, "application/json", Buffer.buffer(text(fault.error(), json)));
            case Event one ->
                send(response, CloudEventReader.JSON, Buffer.buffer(one.event().json()));
            case Events several -> send(response, CloudEventReader.JSON_BATCH, array(several.events()));
        }
    }

    private static void send(HttpServerResponse response, String mediaType, Buffer body) {
        response.putHeader("Content-Type", mediaType).end(body);
    }

    private static String text(ErrorReply error, ObjectMapper json) {
        try {
            return json.writeValueAsString(error);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of texts is JSON", e);
        }
    }

    private static Buffer array(List<ReplyEvent> events) {
        Buffer array = Buffer.buffer("[");
        for (int i = 0; i < events.size(); i++) {
            array.appendString(i == 0 ? "" : ",").appendBytes(events.get(i).json());
        }
        return array.appendString("]");
    }
}
