package io.voxguard.serving.value;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Lists of texts that were read lately, by the bytes of their JSON: a client asks for the same features in each request. Thread-safe. */
final class KnownLists {
    private static final int SLOTS = 8;
    private static final int MAX_BYTES = 8 * 1024;

    private final AtomicReferenceArray<@Nullable Known> slots = new AtomicReferenceArray<>(SLOTS);
    /** Where the next list goes. Threads that learn at the same time may write over one another. */
    private int next;

    /**
     * A list that was read.
     *
     * @param json from the opening bracket to the closing one
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Known(byte[] json, List<String> texts) {}

    /** Returns the list whose JSON begins at a position; null if it was not read lately. */
    @Nullable
    Known at(byte[] source, int from, int end) {
        for (int slot = 0; slot < SLOTS; slot++) {
            Known known = slots.get(slot);
            if (known == null) {
                return null;
            }
            int to = from + known.json.length;
            if (to <= end && Arrays.equals(known.json, 0, known.json.length, source, from, to)) {
                return known;
            }
        }
        return null;
    }

    /** Remembers a list that was read, in place of the one that has been known longest. */
    void learn(byte[] source, int from, int to, List<String> texts) {
        if (to - from <= MAX_BYTES) {
            int slot = next;
            next = (slot + 1) % SLOTS;
            slots.set(slot, new Known(Arrays.copyOfRange(source, from, to), texts));
        }
    }
}
