package io.voxguard.rulerefresh.service.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads events as the HTTP binding of CloudEvents 1.0.2 writes them. What is wrong with one is a RuntimeException that says so. */
final class HttpEvents {
    private static final String CONTENT_TYPE = "content-type";
    private static final String PREFIX = "ce-";
    private static final String EVENTS = "application/cloudevents";
    private static final String JSON = "application/cloudevents+json";
    private static final String JSON_BATCH = "application/cloudevents-batch+json";
    private static final JsonFormat FORMAT = new JsonFormat();

    private HttpEvents() {}

    static boolean isBatch(MultiMap headers) {
        return mediaType(headers).equals(JSON_BATCH);
    }

    /** Reads what is no batch. */
    static @Nullable CloudEvent one(MultiMap headers, byte[] body) {
        String type = mediaType(headers);
        if (type.equals(JSON)) {
            return structured(body);
        }
        if (type.startsWith(EVENTS)) {
            throw new IllegalArgumentException(
                    "Content-Type: expected " + JSON + " or " + JSON_BATCH + ", got " + type);
        }
        Map<String, String> attributes = attributes(headers);
        return HttpMessageFactory.createReader(attributes::forEach, body).toEvent();
    }

    static @Nullable CloudEvent structured(byte[] bytes) {
        return FORMAT.deserialize(bytes);
    }

    /** The bytes of an event in a batch; a lone surrogate becomes a question mark. */
    static byte[] bytes(JsonNode event, ObjectMapper json) {
        try {
            return json.writeValueAsString(event).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is JSON", e);
        }
    }

    /** Media types have no case, and parameters that do not matter here. */
    private static String mediaType(MultiMap headers) {
        String type = headers.get(CONTENT_TYPE);
        return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private static Map<String, String> attributes(MultiMap headers) {
        Map<String, String> attributes = new TreeMap<>();
        for (String header : headers.names()) {
            String name = header.toLowerCase(Locale.ROOT);
            List<String> values = headers.getAll(header);
            if (name.equals(CONTENT_TYPE)) {
                attributes.put(name, values.getFirst());
            } else if (name.startsWith(PREFIX)) {
                if (values.size() > 1) {
                    throw new IllegalArgumentException(name + ": expected one header, got " + values.size());
                }
                attributes.put(name, AttributeValue.decode(name, values.getFirst()));
            }
        }
        return attributes;
    }
}
