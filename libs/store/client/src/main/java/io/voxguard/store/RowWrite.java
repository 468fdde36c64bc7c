package io.voxguard.store;

import java.time.Duration;

/** Row to be written: its key, the encoded row, and how long the store keeps it. The arrays are not copied. */
@SuppressWarnings("ArrayRecordComponent") // passed on to the wire, never compared
public record RowWrite(byte[] key, byte[] row, Duration ttl) {
    public RowWrite {
        if (ttl.toMillis() <= 0) {
            throw new IllegalArgumentException("ttl: expected at least 1 ms, got " + ttl);
        }
    }
}
