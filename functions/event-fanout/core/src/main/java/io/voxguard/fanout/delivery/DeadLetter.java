package io.voxguard.fanout.delivery;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voxguard.fanout.event.FanoutEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * An event that a destination will not get.
 *
 * @param event structured, as the log had it
 * @param firstMs time of the first attempt, in Unix milliseconds; 0 if none was made
 * @param lastMs time at which it was given up
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
public record DeadLetter(byte[] event, String cause, int attempts, long firstMs, long lastMs) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Returns the record that is stored: JSON, with the event as it was. */
    byte[] toRecord() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(event.length + 256);
        try (JsonGenerator json = JSON.getFactory().createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("cause", cause);
            json.writeNumberField("attempts", attempts);
            json.writeNumberField("first_attempt_ms", firstMs);
            json.writeNumberField("last_attempt_ms", lastMs);
            // a text: it is repeated byte by byte, whatever it is
            json.writeStringField("event", new String(event, StandardCharsets.UTF_8));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Reads a stored record. */
    static DeadLetter read(byte[] record) {
        try {
            JsonNode json = JSON.readTree(record);
            return new DeadLetter(
                    json.path("event").asText().getBytes(StandardCharsets.UTF_8),
                    json.path("cause").asText(),
                    json.path("attempts").asInt(),
                    json.path("first_attempt_ms").asLong(),
                    json.path("last_attempt_ms").asLong());
        } catch (IOException e) {
            return new DeadLetter(record, "a record that is no dead letter", 0, 0, 0);
        }
    }

    /**
     * Returns the event.
     *
     * @throws RuntimeException if it is not one
     */
    FanoutEvent parse() {
        return FanoutEvent.read(event);
    }
}
