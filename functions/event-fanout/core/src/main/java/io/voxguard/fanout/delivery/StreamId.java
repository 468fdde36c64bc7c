package io.voxguard.fanout.delivery;

/** Ids of entries, {@code milliseconds-number}, and their order. */
final class StreamId {
    private StreamId() {}

    static String min(String one, String other) {
        return compare(one, other) <= 0 ? one : other;
    }

    static int compare(String one, String other) {
        int byMillis = Long.compareUnsigned(millis(one), millis(other));
        return byMillis != 0 ? byMillis : Long.compareUnsigned(number(one), number(other));
    }

    /** Returns the milliseconds of an id. */
    static long millis(String id) {
        int end = id.indexOf('-');
        return Long.parseUnsignedLong(end < 0 ? id : id.substring(0, end));
    }

    private static long number(String id) {
        int end = id.indexOf('-');
        return end < 0 ? 0 : Long.parseUnsignedLong(id.substring(end + 1));
    }
}
