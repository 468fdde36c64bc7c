package io.voxguard.serving.vector;

import java.nio.FloatBuffer;

/** The input rows of a model for some calls, in its own buffer, and the state of each input. Valid until the buffer is given back. */
public final class Vectors {
    private final FloatBuffer values;
    private final int width;
    private final byte[] sources;

    Vectors(FloatBuffer values, int rows, int width) {
        this.values = values;
        this.width = width;
        this.sources = new byte[rows * width];
    }

    /** Returns all rows, one behind the other. */
    public FloatBuffer values() {
        return values;
    }

    public float value(int row, int input) {
        return values.get(row * width + input);
    }

    public InputState source(int row, int input) {
        return SOURCES[sources[row * width + input]];
    }

    /** Returns the number of inputs of a row in this state. */
    public int count(int row, InputState source) {
        int count = 0;
        for (int i = row * width; i < (row + 1) * width; i++) {
            if (sources[i] == source.ordinal()) {
                count++;
            }
        }
        return count;
    }

    /** Returns how many of these inputs of a row had a value. */
    public int present(int row, int[] inputs) {
        int present = 0;
        for (int input : inputs) {
            present += sources[row * width + input] == InputState.PRESENT.ordinal() ? 1 : 0;
        }
        return present;
    }

    void put(int row, int input, float value, InputState source) {
        values.put(row * width + input, value);
        sources[row * width + input] = (byte) source.ordinal();
    }

    private static final InputState[] SOURCES = InputState.values();
}
