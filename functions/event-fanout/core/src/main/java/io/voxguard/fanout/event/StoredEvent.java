package io.voxguard.fanout.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.voxguard.function.event.CloudEventReader;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a record of the log: its attributes, which filters and ordering need for each destination. Its data is parsed only if it is asked for, as binary formats do. What
 * is out of the ordinary is left to the library's reader, which parses all: the result is the same.
 */
final class StoredEvent {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> ATTRIBUTES = SpecVersion.V1.getAllAttributes();
    private static final String CONTENT_TYPE = "datacontenttype";

    private StoredEvent() {}

    /** Returns the event; null if the record is the JSON {@code null}. */
    static @Nullable CloudEvent read(byte[] structured) {
        return attributes(structured).orElseGet(() -> CloudEventReader.structured(structured));
    }

    private static Optional<CloudEvent> attributes(byte[] structured) {
        try (JsonParser json = JSON.createParser(structured)) {
            return json.nextToken() == JsonToken.START_OBJECT ? attributes(json, structured) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Returns the event; empty if it is out of the ordinary. */
    private static Optional<CloudEvent> attributes(JsonParser json, byte[] structured) throws IOException {
        CloudEventBuilder event = CloudEventBuilder.v1();
        boolean hasVersion = false;
        boolean hasData = false;
        String contentType = null;
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            switch (name) {
                case "specversion" -> {
                    if (!SpecVersion.V1.toString().equals(json.getText())) {
                        return Optional.empty();
                    }
                    hasVersion = true;
                }
                case "data" -> {
                    hasData = true;
                    json.skipChildren();
                }
                case "data_base64" -> {
                    return Optional.empty();
                }
                default -> {
                    if (!attribute(event, name, value, json)) {
                        return Optional.empty();
                    }
                    contentType = name.equals(CONTENT_TYPE) ? json.getText() : contentType;
                }
            }
        }
        return hasVersion && json.currentToken() == JsonToken.END_OBJECT
                ? withData(event, hasData, contentType, structured)
                : Optional.empty();
    }

    private static Optional<CloudEvent> withData(
            CloudEventBuilder event, boolean hasData, @Nullable String contentType, byte[] structured) {
        if (hasData && !FanoutEvent.isJson(contentType)) {
            return Optional.empty();
        }
        if (hasData) {
            event.withData(new LaterParsed(structured));
        }
        return Optional.of(
                hasData && contentType == null
                        ? event.withDataContentType("application/json").build()
                        : event.build());
    }

    /** Adds an attribute; returns false if its type is out of the ordinary. */
    private static boolean attribute(CloudEventBuilder event, String name, JsonToken value, JsonParser json)
            throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            event.withContextAttribute(name, json.getText());
            return true;
        }
        boolean extension = !ATTRIBUTES.contains(name);
        if (extension && value == JsonToken.VALUE_NUMBER_INT && json.getNumberType() == JsonParser.NumberType.INT) {
            event.withContextAttribute(name, Integer.valueOf(json.getIntValue()));
            return true;
        }
        if (extension && (value == JsonToken.VALUE_TRUE || value == JsonToken.VALUE_FALSE)) {
            event.withContextAttribute(name, Boolean.valueOf(json.getBooleanValue()));
            return true;
        }
        return false;
    }

    /** Data that is parsed when it is asked for. */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    private record LaterParsed(byte[] structured) implements CloudEventData {
        @Override
        public byte[] toBytes() {
            CloudEvent event = CloudEventReader.structured(structured);
            CloudEventData data = event == null ? null : event.getData();
            return data == null ? new byte[0] : data.toBytes();
        }
    }
}
