package io.voxguard.store;

import java.time.Duration;
import java.util.List;

/**
 * A write that takes place only where nothing newer is stored, decided by the store itself in one step. Sent twice, it does the same as once. The
 * arrays are not copied.
 */
public sealed interface EventWrite {
    byte[] key();

    /** A packed row: {@code docs/wire/rows.md}. */
    @SuppressWarnings("ArrayRecordComponent") // handed on to the wire, compared by nobody
    record OfRow(byte[] key, byte[] row, long eventTimeMs, Duration ttl) implements EventWrite {}

    /**
     * A view's fields in a hash of Feast's.
     *
     * @param timeField the field of the view's event time
     * @param time the serialised event time, also given in seconds and nanoseconds
     * @param fields names and values, one after the other
     * @param ttl of the whole hash; zero: it does not expire
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on to the wire, compared by nobody
    record OfHash(byte[] key, byte[] timeField, byte[] time, long seconds, int nanos, List<byte[]> fields, Duration ttl)
            implements EventWrite {}
}
