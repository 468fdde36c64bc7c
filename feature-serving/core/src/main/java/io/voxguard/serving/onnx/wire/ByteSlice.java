package io.voxguard.serving.onnx.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Part of a file's bytes, where they lie.
 *
 * @param bytes never changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ByteSlice(byte[] bytes, int from, int length) {
    public static final ByteSlice EMPTY = new ByteSlice(new byte[0], 0, 0);

    public static ByteSlice all(byte[] bytes) {
        return new ByteSlice(bytes, 0, bytes.length);
    }

    /** Returns the bytes as UTF-8; those that are not UTF-8 become U+FFFD. */
    public String text() {
        return new String(bytes, from, length, StandardCharsets.UTF_8);
    }

    /** Returns whether these are the same bytes. */
    public boolean is(byte[] other) {
        return length == other.length && Arrays.equals(bytes, from, from + length, other, 0, other.length);
    }

    public ByteBuffer littleEndian() {
        return ByteBuffer.wrap(bytes, from, length).slice().order(ByteOrder.LITTLE_ENDIAN);
    }
}
