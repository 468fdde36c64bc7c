package io.voxguard.store;

import java.time.Duration;
import java.util.List;

/**
 * Write that takes effect only if nothing newer is stored, which the store decides in one step. Idempotent. The arrays are not copied.
 */
public sealed interface EventWrite {
    byte[] key();

    /** Packed row, see {@code docs/wire/rows.md}. */
    @SuppressWarnings("ArrayRecordComponent") // passed on to the wire, never compared
    record OfRow(byte[] key, byte[] row, long eventTimeMs, Duration ttl) implements EventWrite {}

    /**
     * Fields of a view in a hash of Feast's.
     *
     * @param timeField field of the view's event time
     * @param time serialised event time, also given in seconds and nanoseconds
     * @param fields names and values, alternating
     * @param ttl of the whole hash; zero: it does not expire
     */
    @SuppressWarnings("ArrayRecordComponent") // passed on to the wire, never compared
    record OfHash(byte[] key, byte[] timeField, byte[] time, long seconds, int nanos, List<byte[]> fields, Duration ttl)
            implements EventWrite {}
}
