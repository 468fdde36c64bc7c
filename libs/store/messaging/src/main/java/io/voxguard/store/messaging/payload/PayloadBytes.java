package io.voxguard.store.messaging.payload;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Payload of an outgoing message.
 *
 * @param bytes not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, compared by nobody
public record PayloadBytes(byte[] bytes, String contentType) {
    private static final String TEXT = "text/plain";
    private static final String JSON = "application/json";
    private static final String BINARY = "application/octet-stream";

    /**
     * Returns bytes as they are, text in UTF-8, numbers and truth values as text, all else as JSON by Vert.x's mapper.
     *
     * @throws IllegalArgumentException if there is no payload, or it cannot be written as JSON
     */
    public static PayloadBytes of(@Nullable Object payload) {
        return switch (payload) {
            case null -> throw new IllegalArgumentException("payload: expected one, got null");
            case byte[] bytes -> new PayloadBytes(bytes, BINARY);
            case Buffer buffer -> new PayloadBytes(buffer.getBytes(), BINARY);
            case CharSequence text -> text(text.toString(), TEXT);
            case Number number -> text(number.toString(), TEXT);
            case Boolean truth -> text(truth.toString(), TEXT);
            case JsonObject json -> text(json.encode(), JSON);
            case JsonArray json -> text(json.encode(), JSON);
            default -> json(payload);
        };
    }

    private static PayloadBytes json(Object payload) {
        try {
            return text(Json.encode(payload), JSON);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "payload: expected bytes, text or what can be written as JSON, got "
                            + payload.getClass().getName(),
                    e);
        }
    }

    private static PayloadBytes text(String text, String contentType) {
        return new PayloadBytes(text.getBytes(StandardCharsets.UTF_8), contentType);
    }
}
