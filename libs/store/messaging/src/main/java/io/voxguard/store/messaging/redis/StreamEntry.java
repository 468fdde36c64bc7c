package io.voxguard.store.messaging.redis;

import java.util.Map;

/**
 * Entry of a stream as it was delivered. The values are not to be changed.
 *
 * @param deliveries times that the entry has been delivered in its group, this one included
 * @param fields in the order of the entry; of two fields with one name, the last
 */
public record StreamEntry(EntryId id, long deliveries, Map<String, byte[]> fields) {}
