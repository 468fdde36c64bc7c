package io.voxguard.store.messaging;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Origin of a message that came from a stream. The values of the fields are not to be changed.
 *
 * @param stream key of the stream
 * @param id of the entry: {@code <milliseconds>-<sequence>}
 * @param deliveries times that the entry has been delivered in its group, this one included
 * @param key that orders the entry among others, if the channel is ordered by key and the entry has one
 * @param fields of the entry, in their order
 */
public record IncomingRedisStreamMetadata(
        String stream,
        String group,
        String consumer,
        String id,
        long deliveries,
        Optional<String> key,
        Map<String, byte[]> fields) {
    /** Returns the time at which the entry was appended, by the store's clock, if the store made its id. */
    public Instant appendedAt() {
        return Instant.ofEpochMilli(Long.parseUnsignedLong(id.substring(0, id.indexOf('-'))));
    }
}
