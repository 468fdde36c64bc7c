package io.voxguard.serving.value;

import io.voxguard.catalogue.feast.FeastValues;
import java.time.Instant;

/**
 * Event time of a row of features, as {@code google.protobuf.Timestamp} has it.
 *
 * @param seconds since 1970-01-01T00:00:00Z; negative before
 * @param nanos 0 to 999,999,999
 */
public record EventTime(long seconds, int nanos) {
    private static final long MIN_SECONDS =
            Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
    private static final long MAX_SECONDS =
            Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    public static EventTime of(Instant time) {
        return new EventTime(time.getEpochSecond(), time.getNano());
    }

    public static EventTime ofMillis(long millis) {
        return new EventTime(Math.floorDiv(millis, 1000), (int) Math.floorMod(millis, 1000L) * 1_000_000);
    }

    /** Rounded down; saturates where it does not fit. */
    public long millis() {
        return millis(seconds, nanos);
    }

    public static long millis(long seconds, int nanos) {
        if (seconds > MAX_SECONDS) {
            return Long.MAX_VALUE;
        }
        return seconds < MIN_SECONDS ? Long.MIN_VALUE : seconds * 1000 + nanos / 1_000_000;
    }

    /** Returns whether a calendar has the time: the years 1 to 9999. */
    public static boolean isOnTheCalendar(long seconds, int nanos) {
        return seconds >= MIN_SECONDS && seconds <= MAX_SECONDS && nanos >= 0 && nanos < 1_000_000_000;
    }

    /** Reads the serialised timestamp. @throws MalformedValue when it is none */
    public static EventTime read(byte[] source, int from, int length) throws MalformedValue {
        Wire wire = new Wire(source, from, length);
        long seconds = 0;
        int nanos = 0;
        while (wire.more()) {
            int tag = wire.tag();
            switch (tag) {
                case 1 << 3 -> seconds = wire.varint();
                case 2 << 3 -> nanos = (int) wire.varint();
                default -> wire.skip(tag & 7);
            }
        }
        if (!isOnTheCalendar(seconds, nanos)) {
            throw MalformedValue.INSTANCE;
        }
        return new EventTime(seconds, nanos);
    }

    /** Serialised, as Feast writes it. */
    public byte[] bytes() {
        return FeastValues.timestamp(seconds, nanos);
    }
}
