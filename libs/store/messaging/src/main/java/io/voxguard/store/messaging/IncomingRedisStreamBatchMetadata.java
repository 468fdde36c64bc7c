package io.voxguard.store.messaging;

import java.util.List;

/**
 * Origin of a batch of messages that came from a stream.
 *
 * @param entries in the order of the payloads
 */
public record IncomingRedisStreamBatchMetadata(List<IncomingRedisStreamMetadata> entries) {
    public IncomingRedisStreamBatchMetadata {
        entries = List.copyOf(entries);
    }
}
