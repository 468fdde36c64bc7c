package io.voxguard.serving.onnx.wire;

import java.util.Arrays;

/** Growing list of integers. */
public final class LongList {
    private static final int FIRST_CAPACITY = 16;

    private long[] values = {};
    private int size;

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, Math.max(FIRST_CAPACITY, 2 * size));
        }
        values[size++] = value;
    }

    public long[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
