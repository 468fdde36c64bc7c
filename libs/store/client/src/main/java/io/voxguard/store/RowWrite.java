package io.voxguard.store;

import java.time.Duration;

/** A row to be written: the whole key, the encoded row, and how long the store keeps it. The arrays are not copied. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; handed on to the wire
public record RowWrite(byte[] key, byte[] row, Duration ttl) {
    public RowWrite {
        if (ttl.toMillis() <= 0) {
            throw new IllegalArgumentException("ttl: expected at least 1 ms, got " + ttl);
        }
    }
}
