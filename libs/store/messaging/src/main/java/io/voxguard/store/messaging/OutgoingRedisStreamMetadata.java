package io.voxguard.store.messaging;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of one message that goes to a stream.
 *
 * @param stream key of the stream; the channel's if empty
 * @param eventId identity of the event for {@code deduplicate}; that of its CloudEvent if empty
 * @param fields that the entry has besides its payload; their values are not to be changed
 */
public record OutgoingRedisStreamMetadata(
        Optional<String> stream, Optional<String> eventId, Map<String, byte[]> fields) {

    /** Returns metadata that sets nothing. */
    public static OutgoingRedisStreamMetadata empty() {
        return new OutgoingRedisStreamMetadata(Optional.empty(), Optional.empty(), Map.of());
    }

    /** Returns a copy for another stream. */
    public OutgoingRedisStreamMetadata toStream(String key) {
        return new OutgoingRedisStreamMetadata(Optional.of(key), eventId, fields);
    }

    /** Returns a copy for an event of this identity. */
    public OutgoingRedisStreamMetadata withEventId(String id) {
        return new OutgoingRedisStreamMetadata(stream, Optional.of(id), fields);
    }

    /** Returns a copy with one more field. */
    public OutgoingRedisStreamMetadata withField(String name, byte[] value) {
        Map<String, byte[]> more = new LinkedHashMap<>(fields);
        more.put(name, value);
        return new OutgoingRedisStreamMetadata(stream, eventId, more);
    }
}
