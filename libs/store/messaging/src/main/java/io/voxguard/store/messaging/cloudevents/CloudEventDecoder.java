package io.voxguard.store.messaging.cloudevents;

import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import io.smallrye.reactive.messaging.ce.CloudEventMetadata;
import io.smallrye.reactive.messaging.ce.IncomingCloudEventMetadata;
import io.smallrye.reactive.messaging.ce.impl.DefaultIncomingCloudEventMetadata;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the payload of an entry. Immutable. */
public final class CloudEventDecoder {
    static final String CONTENT_TYPE = "content-type";
    static final String STRUCTURED_JSON = "application/cloudevents+json";
    static final String PREFIX = "ce_";
    private static final byte[] EMPTY = new byte[0];
    private static final JsonFormat FORMAT = new JsonFormat();
    private static final Set<String> ATTRIBUTES = Set.of(
            CloudEventMetadata.CE_ATTRIBUTE_ID,
            CloudEventMetadata.CE_ATTRIBUTE_SOURCE,
            CloudEventMetadata.CE_ATTRIBUTE_SPEC_VERSION,
            CloudEventMetadata.CE_ATTRIBUTE_TYPE,
            CloudEventMetadata.CE_ATTRIBUTE_DATA_CONTENT_TYPE,
            CloudEventMetadata.CE_ATTRIBUTE_DATA_SCHEMA,
            CloudEventMetadata.CE_ATTRIBUTE_SUBJECT,
            CloudEventMetadata.CE_ATTRIBUTE_TIME);

    private final ReadMode mode;
    private final String payloadField;

    public CloudEventDecoder(ReadMode mode, String payloadField) {
        this.mode = mode;
        this.payloadField = payloadField;
    }

    /**
     * Reads a payload.
     *
     * @throws IllegalArgumentException if it should be a CloudEvent and is not; names the attribute
     */
    public EventPayload decode(Map<String, byte[]> fields) {
        byte[] payload = fields.getOrDefault(payloadField, EMPTY);
        boolean structured = mode == ReadMode.STRUCTURED
                || (mode == ReadMode.DETECT
                        && text(fields, CONTENT_TYPE).toLowerCase(Locale.ROOT).startsWith(STRUCTURED_JSON));
        if (structured) {
            return structured(payload);
        }
        if (mode == ReadMode.DETECT && fields.containsKey(PREFIX + CloudEventMetadata.CE_ATTRIBUTE_SPEC_VERSION)) {
            return new EventPayload(payload, Optional.of(binary(fields, payload)));
        }
        return new EventPayload(payload, Optional.empty());
    }

    private static EventPayload structured(byte[] payload) {
        CloudEvent event;
        try {
            event = FORMAT.deserialize(payload);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("payload: expected a CloudEvent in JSON, got " + e.getMessage(), e);
        }
        if (event == null) {
            throw new IllegalArgumentException("payload: expected a CloudEvent in JSON, got null");
        }
        byte[] data = event.getData() == null ? EMPTY : event.getData().toBytes();
        Map<String, Object> extensions = new HashMap<>();
        for (String name : event.getExtensionNames()) {
            Object value = event.getExtension(name);
            if (value != null) {
                extensions.put(name, value);
            }
        }
        return new EventPayload(
                data,
                Optional.of(metadata(
                        event.getSpecVersion().toString(),
                        event.getId(),
                        event.getSource(),
                        event.getType(),
                        event.getDataContentType(),
                        event.getDataSchema(),
                        event.getSubject(),
                        event.getTime() == null ? null : event.getTime().toZonedDateTime(),
                        extensions,
                        data)));
    }

    private static IncomingCloudEventMetadata<byte[]> binary(Map<String, byte[]> fields, byte[] data) {
        Map<String, Object> extensions = new HashMap<>();
        fields.forEach((name, value) -> {
            String attribute = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : "";
            if (!attribute.isEmpty() && !ATTRIBUTES.contains(attribute)) {
                extensions.put(attribute, new String(value, StandardCharsets.UTF_8));
            }
        });
        String contentType = text(fields, CONTENT_TYPE);
        return metadata(
                required(fields, CloudEventMetadata.CE_ATTRIBUTE_SPEC_VERSION),
                required(fields, CloudEventMetadata.CE_ATTRIBUTE_ID),
                uri(CloudEventMetadata.CE_ATTRIBUTE_SOURCE, required(fields, CloudEventMetadata.CE_ATTRIBUTE_SOURCE)),
                required(fields, CloudEventMetadata.CE_ATTRIBUTE_TYPE),
                contentType.isEmpty() ? null : contentType,
                optional(fields, CloudEventMetadata.CE_ATTRIBUTE_DATA_SCHEMA)
                        .map(text -> uri(CloudEventMetadata.CE_ATTRIBUTE_DATA_SCHEMA, text))
                        .orElse(null),
                optional(fields, CloudEventMetadata.CE_ATTRIBUTE_SUBJECT).orElse(null),
                optional(fields, CloudEventMetadata.CE_ATTRIBUTE_TIME)
                        .map(CloudEventDecoder::time)
                        .orElse(null),
                extensions,
                data);
    }

    private static IncomingCloudEventMetadata<byte[]> metadata(
            String version,
            String id,
            URI source,
            String type,
            @Nullable String contentType,
            @Nullable URI schema,
            @Nullable String subject,
            @Nullable ZonedDateTime time,
            Map<String, Object> extensions,
            byte[] data) {
        return new DefaultIncomingCloudEventMetadata<>(
                version, id, source, type, contentType, schema, subject, time, extensions, data);
    }

    private static String required(Map<String, byte[]> fields, String attribute) {
        return optional(fields, attribute)
                .orElseThrow(() ->
                        new IllegalArgumentException(PREFIX + attribute + ": expected a value, got no such field"));
    }

    private static Optional<String> optional(Map<String, byte[]> fields, String attribute) {
        return Optional.of(text(fields, PREFIX + attribute)).filter(text -> !text.isEmpty());
    }

    private static String text(Map<String, byte[]> fields, String name) {
        byte[] value = fields.get(name);
        return value == null ? "" : new String(value, StandardCharsets.UTF_8);
    }

    private static URI uri(String attribute, String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PREFIX + attribute + ": expected a URI, got " + text, e);
        }
    }

    private static ZonedDateTime time(String text) {
        try {
            return ZonedDateTime.parse(text);
        } catch (java.time.DateTimeException e) {
            throw new IllegalArgumentException("ce_time: expected a time as in RFC 3339, got " + text, e);
        }
    }
}
