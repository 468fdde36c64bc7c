package io.voxguard.store;

import java.time.Duration;
import java.util.List;

/**
 * Fields to be written into a hash; its other fields stay. The arrays are not copied.
 *
 * @param fields names and values, alternating
 * @param ttl of the whole hash, from this write on; zero: its expiry stays as it is
 */
@SuppressWarnings("ArrayRecordComponent") // passed on to the wire, never compared
public record HashWrite(byte[] key, List<byte[]> fields, Duration ttl) {
    public HashWrite {
        if (fields.isEmpty() || fields.size() % 2 != 0) {
            throw new IllegalArgumentException("fields: expected names and values, got " + fields.size());
        }
    }
}
