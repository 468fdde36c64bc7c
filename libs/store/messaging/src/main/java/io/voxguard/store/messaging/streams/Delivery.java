package io.voxguard.store.messaging.streams;

import io.voxguard.store.messaging.redis.EntryId;
import io.voxguard.store.messaging.redis.StreamEntry;
import java.util.Optional;

/**
 * Entry that this process has been given and has not acknowledged yet.
 *
 * @param key that orders it among other entries, if it has one
 */
record Delivery(StreamEntry entry, Optional<String> key) {
    EntryId id() {
        return entry.id();
    }

    /** Returns the next delivery of the entry. */
    Delivery again() {
        return new Delivery(new StreamEntry(entry.id(), entry.deliveries() + 1, entry.fields()), key);
    }
}
