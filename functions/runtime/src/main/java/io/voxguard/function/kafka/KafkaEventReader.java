package io.voxguard.function.kafka;

import io.cloudevents.CloudEvent;
import io.voxguard.function.event.CloudEventReader;
import io.voxguard.function.event.ReceivedEvent;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads records as the Kafka binding of CloudEvents 1.0.2 defines them, whether a consumer or Lambda delivers them. */
public final class KafkaEventReader {
    private static final String CONTENT_TYPE = "content-type";
    private static final String PREFIX = "ce_";
    private static final byte[] EMPTY = {};

    private KafkaEventReader() {}

    /**
     * Returns a record's event.
     *
     * @param transportId topic, partition and offset
     * @param headers with their values as text; names have no case
     * @param value null for a tombstone, which is not an event
     */
    public static ReceivedEvent received(
            Optional<String> transportId, Map<String, String> headers, byte @Nullable [] value) {
        Map<String, String> attributes = new TreeMap<>();
        headers.forEach((name, text) -> attributes.put(name.toLowerCase(Locale.ROOT), text));
        byte[] bytes = value == null ? EMPTY : value;
        return new ReceivedEvent(bytes, transportId, () -> read(attributes, bytes));
    }

    /** A record without attributes in its headers may be structured without saying so: some producers set no content type. */
    private static @Nullable CloudEvent read(Map<String, String> headers, byte[] value) {
        String contentType = headers.get(CONTENT_TYPE);
        String mediaType = CloudEventReader.mediaType(contentType);
        if (CloudEventReader.isStructured(mediaType)) {
            return CloudEventReader.structured(mediaType, value);
        }
        Map<String, String> attributes = new TreeMap<>();
        headers.forEach((name, text) -> {
            if (name.startsWith(PREFIX)) {
                attributes.put(name.substring(PREFIX.length()), text);
            }
        });
        return attributes.isEmpty()
                ? CloudEventReader.structured(value)
                : CloudEventReader.binary(attributes, contentType, value);
    }
}
