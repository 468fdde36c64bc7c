package io.voxguard.rulerefresh.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonFormat;
import io.voxguard.rulerefresh.app.Intake.Came;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads events: structured CloudEvents, and EventBridge's envelope, whose detail is the data. Thread-safe. */
@Singleton
final class Events {
    static final String DETAIL_TYPE = "detail-type";

    private final ObjectMapper json;
    private final JsonFormat format = new JsonFormat();

    Events(ObjectMapper json) {
        this.json = json;
    }

    /** What came as a text: either of both. */
    Came text(String text, String id) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Came(bytes, Optional.of(id), () -> either(bytes));
    }

    private @Nullable CloudEvent either(byte[] bytes) {
        Optional<JsonNode> bridged = bridged(bytes);
        return bridged.isPresent() ? bridge(bridged.get()) : format.deserialize(bytes);
    }

    private Optional<JsonNode> bridged(byte[] bytes) {
        try {
            return Optional.ofNullable(json.readTree(bytes)).filter(event -> event.has(DETAIL_TYPE));
        } catch (java.io.IOException e) {
            return Optional.empty(); // the other reader says what is wrong
        }
    }

    /** What EventBridge hands over. */
    Came bridged(JsonNode event) {
        return new Came(bytes(event), Optional.empty(), () -> bridge(event));
    }

    private static CloudEvent bridge(JsonNode event) {
        return CloudEventBuilder.v1()
                .withId(event.path("id").textValue())
                .withSource(URI.create(event.path("source").asText()))
                .withType(event.path(DETAIL_TYPE).asText())
                .withData("application/json", event.path("detail").toString().getBytes(StandardCharsets.UTF_8))
                .build();
    }

    /** Something that stands where a record should, and is none. */
    Came hole(JsonNode record, String at, String expected) {
        return new Came(bytes(record), Optional.of(at), () -> {
            throw new IllegalArgumentException(at + ": expected " + expected + ", got " + record.getNodeType());
        });
    }

    @Nullable
    CloudEvent structured(byte[] bytes) {
        return format.deserialize(bytes);
    }

    private byte[] bytes(JsonNode event) {
        try {
            // by way of a text: a lone surrogate becomes a question mark, where UTF-8 would have none
            return json.writeValueAsString(event).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is JSON", e);
        }
    }
}
