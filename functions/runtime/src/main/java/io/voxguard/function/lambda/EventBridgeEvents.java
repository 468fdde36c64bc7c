package io.voxguard.function.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.voxguard.function.event.CloudEventReader;
import io.voxguard.function.event.ReceivedEvent;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads EventBridge's envelope as a CloudEvent: {@code detail-type} is its type, {@code detail} its data. AWS's ScheduledEvent is not used: its time needs Joda-Time,
 * which Funqy leaves out, and its detail is a map, which would write numbers in another way than they were sent.
 */
final class EventBridgeEvents {
    static final String DETAIL_TYPE = "detail-type";

    private EventBridgeEvents() {}

    /** Returns the event of an envelope. */
    static ReceivedEvent received(JsonNode envelope) {
        return new ReceivedEvent(
                envelope.toString().getBytes(StandardCharsets.UTF_8), Optional.empty(), () -> event(envelope));
    }

    /** Returns the event of a text that is an envelope, as a queue between EventBridge and the function delivers it, or a structured CloudEvent. */
    static ReceivedEvent receivedOrStructured(byte[] text, String transportId, ObjectMapper json) {
        return new ReceivedEvent(text, Optional.of(transportId), () -> eventOrStructured(text, json));
    }

    private static @Nullable CloudEvent eventOrStructured(byte[] text, ObjectMapper json) {
        Optional<JsonNode> envelope = envelope(text, json);
        return envelope.isPresent() ? event(envelope.get()) : CloudEventReader.structured(text);
    }

    private static Optional<JsonNode> envelope(byte[] text, ObjectMapper json) {
        try {
            return Optional.ofNullable(json.readTree(text)).filter(event -> event.has(DETAIL_TYPE));
        } catch (IOException e) {
            return Optional.empty(); // CloudEventReader says what is wrong
        }
    }

    private static CloudEvent event(JsonNode envelope) {
        return CloudEventBuilder.v1()
                .withId(envelope.path("id").textValue())
                .withSource(source(envelope.path("source").asText()))
                .withType(envelope.path(DETAIL_TYPE).asText())
                .withData("application/json", envelope.path("detail").toString().getBytes(StandardCharsets.UTF_8))
                .build();
    }

    /** Returns EventBridge's source as a URI reference, percent-encoded if it is not one: any text may be a source there. */
    private static URI source(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            return URI.create(URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20"));
        }
    }
}
