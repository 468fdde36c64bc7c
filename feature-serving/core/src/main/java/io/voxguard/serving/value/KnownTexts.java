package io.voxguard.serving.value;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Short texts that were made lately, by their bytes: names of fields and features come with every request. Not thread-safe. */
final class KnownTexts {
    private static final int SLOTS = 1024;
    private static final int MAX_BYTES = 64;

    private final byte[][] bytes = new byte[SLOTS][];
    private final @Nullable String[] texts = new String[SLOTS];

    KnownTexts() {
        Arrays.fill(bytes, new byte[0]);
    }

    /** Returns the text of a piece of ASCII. */
    String ascii(byte[] source, int from, int to) {
        if (to - from > MAX_BYTES) {
            return new String(source, from, to - from, StandardCharsets.ISO_8859_1);
        }
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + source[i];
        }
        int slot = (hash ^ hash >>> 10) & SLOTS - 1;
        byte[] known = bytes[slot];
        String text = texts[slot];
        if (text != null && Arrays.equals(known, 0, known.length, source, from, to)) {
            return text;
        }
        text = new String(source, from, to - from, StandardCharsets.ISO_8859_1);
        bytes[slot] = Arrays.copyOfRange(source, from, to);
        texts[slot] = text;
        return text;
    }
}
