package io.voxguard.function.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudevents.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An event as a transport delivered it, not yet parsed.
 *
 * @param bytes the payload as received, kept for the dead letter
 * @param transportId identifier given by the transport (message id, stream entry, topic and offset); names a dead letter whose event cannot be read
 * @param parser makes the event of the payload; may return null or throw any RuntimeException if it is not one
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record ReceivedEvent(
        byte[] bytes, Optional<String> transportId, Supplier<? extends @Nullable CloudEvent> parser) {

    /** Returns a structured CloudEvent in JSON. */
    public static ReceivedEvent structured(byte[] bytes, Optional<String> transportId) {
        return new ReceivedEvent(bytes, transportId, () -> CloudEventReader.structured(bytes));
    }

    /**
     * Returns a structured CloudEvent that was part of a larger JSON document. Its bytes are made by way of a text: a lone surrogate becomes a question mark, where
     * UTF-8 has no encoding.
     */
    public static ReceivedEvent structured(JsonNode event, Optional<String> transportId) {
        return structured(event.toString().getBytes(StandardCharsets.UTF_8), transportId);
    }

    /** Returns a payload that is not an event, for the given reason. */
    public static ReceivedEvent malformed(byte[] bytes, Optional<String> transportId, String reason) {
        return new ReceivedEvent(bytes, transportId, () -> {
            throw new IllegalArgumentException(reason);
        });
    }

    /** Parses the payload. */
    public CloudEvent parse() throws UnreadableEvent {
        return UnreadableEvent.parse(parser);
    }
}
