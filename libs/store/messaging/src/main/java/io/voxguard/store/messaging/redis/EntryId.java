package io.voxguard.store.messaging.redis;

import org.jspecify.annotations.Nullable;

/**
 * Id of an entry, in the order of the stream.
 *
 * @param millis unsigned
 * @param sequence unsigned
 */
public record EntryId(long millis, long sequence) implements Comparable<EntryId> {
    /** Before every entry. */
    public static final EntryId ZERO = new EntryId(0, 0);

    /** @throws IllegalArgumentException if the text is not two numbers and a dash */
    public static EntryId parse(String text) {
        int dash = text.indexOf('-');
        try {
            return new EntryId(
                    Long.parseUnsignedLong(text, 0, dash, 10),
                    Long.parseUnsignedLong(text, dash + 1, text.length(), 10));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("entry id: expected <milliseconds>-<sequence>, got " + text, e);
        }
    }

    // a key on the way of each entry: a record's own methods are interpreted in a native executable

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EntryId id && millis == id.millis && sequence == id.sequence;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(millis) + Long.hashCode(sequence);
    }

    @Override
    public int compareTo(EntryId other) {
        int byMillis = Long.compareUnsigned(millis, other.millis);
        return byMillis != 0 ? byMillis : Long.compareUnsigned(sequence, other.sequence);
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(millis) + '-' + Long.toUnsignedString(sequence);
    }
}
