package io.voxguard.serving.tensor;

import io.voxguard.text.UnicodeText;
import java.util.AbstractList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Strings where they lie, each behind its length: a request for many calls is mostly such strings. Each {@link #get} makes a copy. */
final class StringSlices extends AbstractList<byte[]> {
    private final byte[] bytes;
    private final int[] ends;
    private final int size;

    /**
     * Strings in an array that is not changed any more.
     *
     * @param ends where each string ends, and before them where the first length begins; the first {@code size} + 1 count
     */
    StringSlices(byte[] bytes, int[] ends, int size) {
        this.bytes = bytes;
        this.ends = ends;
        this.size = size;
    }

    @Override
    public byte[] get(int i) {
        return Arrays.copyOfRange(bytes, ends[i] + Integer.BYTES, ends[i + 1]);
    }

    /** Returns a string as text; null where it is not UTF-8. */
    @Nullable
    String text(int i) {
        return UnicodeText.decode(bytes, ends[i] + Integer.BYTES, ends[i + 1]);
    }

    @Override
    public int size() {
        return size;
    }
}
