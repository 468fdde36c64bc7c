package io.voxguard.serving.vector;

import java.nio.FloatBuffer;

/** The input rows of a model for some calls, in its own buffer, and the state of each input. Valid until the buffer is given back. */
public final class Vectors {
    private final FloatBuffer values;
    private final int firstRow;
    private final int width;
    private final byte[] sources;

    /** @param firstRow of the buffer that is the calls' */
    Vectors(FloatBuffer values, int firstRow, int rows, int width) {
        this.values = values;
        this.firstRow = firstRow;
        this.width = width;
        this.sources = new byte[rows * width];
    }

    /** Returns rows of inputs, one behind the other, those of other calls among them: {@link #rowOfValues} says which is a call's. */
    public FloatBuffer values() {
        return values;
    }

    /** Returns the row of {@link #values} that is a call's. */
    public int rowOfValues(int row) {
        return firstRow + row;
    }

    public float value(int row, int input) {
        return values.get((firstRow + row) * width + input);
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
        values.put((firstRow + row) * width + input, value);
        sources[row * width + input] = (byte) source.ordinal();
    }

    private static final InputState[] SOURCES = InputState.values();
}
