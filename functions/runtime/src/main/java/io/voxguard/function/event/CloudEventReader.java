package io.voxguard.function.event;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.data.BytesCloudEventData;
import io.cloudevents.jackson.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads CloudEvents in the modes that the bindings share. Whatever is wrong with one is a RuntimeException that says so. Thread-safe. */
public final class CloudEventReader {
    /** Media type of a structured event in JSON. */
    public static final String JSON = "application/cloudevents+json";

    /** Media type of an array of them. */
    public static final String JSON_BATCH = "application/cloudevents-batch+json";

    private static final String ANY = "application/cloudevents";
    private static final String VERSION = "specversion";
    private static final JsonFormat FORMAT = new JsonFormat();

    private CloudEventReader() {}

    /** Returns the media type of a Content-Type: in lower case, without parameters; empty if there is none. */
    public static String mediaType(@Nullable String contentType) {
        return contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** Returns whether a media type says that the event is structured, in JSON or in a format that is not supported. */
    public static boolean isStructured(String mediaType) {
        return mediaType.startsWith(ANY);
    }

    /** Reads a structured event in JSON; null if the JSON is {@code null}. */
    public static @Nullable CloudEvent structured(byte[] bytes) {
        return FORMAT.deserialize(bytes);
    }

    /** Reads a structured event if its media type is JSON's. */
    public static @Nullable CloudEvent structured(String mediaType, byte[] bytes) {
        if (!mediaType.equals(JSON)) {
            throw new IllegalArgumentException("content-type: expected " + JSON + " or -batch+json, got " + mediaType);
        }
        return structured(bytes);
    }

    /**
     * Reads an event in binary mode.
     *
     * @param attributes context attributes by their names, decoded
     * @param contentType of the data, as the transport has it; null if absent
     */
    public static CloudEvent binary(Map<String, String> attributes, @Nullable String contentType, byte[] data) {
        String version = attributes.get(VERSION);
        if (version == null) {
            throw new IllegalArgumentException("specversion: expected 1.0, got no such attribute");
        }
        CloudEventBuilder event = CloudEventBuilder.fromSpecVersion(SpecVersion.parse(version));
        attributes.forEach((name, value) -> {
            if (!name.equals(VERSION)) {
                event.withContextAttribute(name, value);
            }
        });
        if (contentType != null) {
            event.withDataContentType(contentType);
        }
        return (data.length == 0 ? event : event.withData(BytesCloudEventData.wrap(data))).build();
    }

    /** Returns an event's data decoded as UTF-8. */
    public static String text(@Nullable CloudEventData data) {
        return data == null ? "no data" : new String(data.toBytes(), StandardCharsets.UTF_8);
    }
}
