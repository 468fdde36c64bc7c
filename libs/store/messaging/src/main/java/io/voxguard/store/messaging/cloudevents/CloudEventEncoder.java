package io.voxguard.store.messaging.cloudevents;

import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.jackson.JsonFormat;
import io.smallrye.reactive.messaging.ce.CloudEventMetadata;
import io.smallrye.reactive.messaging.ce.DefaultCloudEventMetadataBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes CloudEvents into fields. What a message does not say of itself comes from the channel: source, type, a random id, the time. Immutable.
 *
 * @param source of the channel; empty: a message without CloudEvent metadata is not one
 * @param type of the channel
 */
public record CloudEventEncoder(
        WriteMode mode, String payloadField, Optional<URI> source, Optional<String> type, Clock clock) {
    private static final JsonFormat FORMAT = new JsonFormat();

    /** Returns the CloudEvent of a message, from its metadata and the channel's attributes; empty if they do not make one. */
    public Optional<CloudEventMetadata<?>> eventOf(Optional<CloudEventMetadata<?>> given) {
        if (mode == WriteMode.OFF || (given.isEmpty() && (source.isEmpty() || type.isEmpty()))) {
            return Optional.empty();
        }
        var event = new DefaultCloudEventMetadataBuilder<Object>()
                .withSpecVersion(CloudEventMetadata.CE_VERSION_1_0)
                .withId(given.map(CloudEventMetadata::getId)
                        .orElseGet(() -> UUID.randomUUID().toString()))
                .withSource(given.map(CloudEventMetadata::getSource)
                        .or(() -> source)
                        .orElseThrow(() -> missing("source")))
                .withType(given.map(CloudEventMetadata::getType).or(() -> type).orElseThrow(() -> missing("type")));
        event.withTimestamp(given.flatMap(CloudEventMetadata::getTimeStamp)
                .orElseGet(() -> ZonedDateTime.ofInstant(clock.instant(), ZoneOffset.UTC)));
        given.flatMap(CloudEventMetadata::getDataContentType).ifPresent(event::withDataContentType);
        given.flatMap(CloudEventMetadata::getDataSchema).ifPresent(event::withDataSchema);
        given.flatMap(CloudEventMetadata::getSubject).ifPresent(event::withSubject);
        given.ifPresent(metadata -> event.withExtensions(metadata.getExtensions()));
        return Optional.of(event.build());
    }

    private static IllegalArgumentException missing(String attribute) {
        return new IllegalArgumentException(
                "cloud-events-" + attribute + ": expected one in the message or the channel, got nothing");
    }

    /** Adds the fields of an event with its data. */
    public void encode(CloudEventMetadata<?> event, String contentType, byte[] data, Map<String, byte[]> fields) {
        String dataType = event.getDataContentType().orElse(contentType);
        if (mode == WriteMode.STRUCTURED) {
            put(fields, CloudEventDecoder.CONTENT_TYPE, CloudEventDecoder.STRUCTURED_JSON);
            fields.put(payloadField, structured(event, dataType, data));
            return;
        }
        put(fields, CloudEventDecoder.PREFIX + CloudEventMetadata.CE_ATTRIBUTE_SPEC_VERSION, event.getSpecVersion());
        put(fields, CloudEventDecoder.PREFIX + CloudEventMetadata.CE_ATTRIBUTE_ID, event.getId());
        put(
                fields,
                CloudEventDecoder.PREFIX + CloudEventMetadata.CE_ATTRIBUTE_SOURCE,
                event.getSource().toString());
        put(fields, CloudEventDecoder.PREFIX + CloudEventMetadata.CE_ATTRIBUTE_TYPE, event.getType());
        event.getSubject()
                .ifPresent(
                        text -> put(fields, CloudEventDecoder.PREFIX + CloudEventMetadata.CE_ATTRIBUTE_SUBJECT, text));
        event.getDataSchema()
                .ifPresent(uri -> put(
                        fields,
                        CloudEventDecoder.PREFIX + CloudEventMetadata.CE_ATTRIBUTE_DATA_SCHEMA,
                        uri.toString()));
        event.getTimeStamp()
                .ifPresent(time -> put(
                        fields,
                        CloudEventDecoder.PREFIX + CloudEventMetadata.CE_ATTRIBUTE_TIME,
                        DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time)));
        event.getExtensions()
                .forEach((name, value) -> put(fields, CloudEventDecoder.PREFIX + name, String.valueOf(value)));
        put(fields, CloudEventDecoder.CONTENT_TYPE, dataType);
        fields.put(payloadField, data);
    }

    private static byte[] structured(CloudEventMetadata<?> event, String dataType, byte[] data) {
        CloudEventBuilder json = CloudEventBuilder.v1()
                .withId(event.getId())
                .withSource(event.getSource())
                .withType(event.getType())
                .withData(dataType, data);
        event.getSubject().ifPresent(json::withSubject);
        event.getDataSchema().ifPresent(json::withDataSchema);
        event.getTimeStamp().ifPresent(time -> json.withTime(time.toOffsetDateTime()));
        event.getExtensions().forEach((name, value) -> json.withExtension(name, String.valueOf(value)));
        return FORMAT.serialize(json.build());
    }

    private static void put(Map<String, byte[]> fields, String name, String text) {
        fields.put(name, text.getBytes(StandardCharsets.UTF_8));
    }
}
