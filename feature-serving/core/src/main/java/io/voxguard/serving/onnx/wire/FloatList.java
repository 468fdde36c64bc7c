package io.voxguard.serving.onnx.wire;

import java.util.Arrays;

/** Growing list of single-precision numbers. */
public final class FloatList {
    private static final int FIRST_CAPACITY = 16;

    private float[] values = {};
    private int size;

    void add(float value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, Math.max(FIRST_CAPACITY, 2 * size));
        }
        values[size++] = value;
    }

    public float[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
