package io.voxguard.serving.feature;

import io.voxguard.serving.value.EventTime;
import io.voxguard.serving.value.FeastValue;
import io.voxguard.serving.value.MalformedValue;
import io.voxguard.serving.value.ValueVisitor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a view in Feast's layout: the serialised values lie one behind the other in one array, and are decoded when they are asked for. Filled by
 * one thread at a time, row by row.
 */
final class HashCells extends ViewCells {
    private static final int ABSENT = -1;

    private final int[] selected;
    private final int features;
    private byte[] bytes;
    private int size;
    /** By cell, where its bytes start and how many they are; {@link #ABSENT} where the hash has no such field. */
    private final int[] starts;

    private final int[] lengths;

    /**
     * @param selected by place in the selection, the place of the feature among those that are read
     * @param features how many are read
     */
    HashCells(int[] selected, int features, int rows) {
        super(rows);
        this.selected = selected;
        this.features = features;
        this.bytes = new byte[Math.max(64, 10 * rows * features)];
        this.starts = new int[rows * features];
        this.lengths = new int[rows * features];
        Arrays.fill(lengths, ABSENT);
    }

    /** Takes in one field of a hash. */
    void take(int row, int feature, @Nullable ByteBuffer value) {
        if (value == null) {
            return;
        }
        int length = value.remaining();
        if (size + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + length));
        }
        value.get(bytes, size, length);
        int cell = row * features + feature;
        starts[cell] = size;
        lengths[cell] = length;
        size += length;
        if (outcome(row) == ViewOutcome.MISSING) {
            outcome(row, ViewOutcome.PRESENT);
        }
    }

    /** Takes in the event time, the last field of a view. Values without one count as of 1970. */
    void takeTime(int row, @Nullable ByteBuffer time) {
        if (time == null) {
            return;
        }
        byte[] copy = new byte[time.remaining()];
        time.get(copy);
        try {
            EventTime read = EventTime.read(copy, 0, copy.length);
            eventTime(row, read.seconds(), read.nanos());
            outcome(row, ViewOutcome.PRESENT);
        } catch (MalformedValue e) {
            outcome(row, ViewOutcome.UNREADABLE);
        }
    }

    @Override
    public CellState state(int row, int feature) {
        int length = lengths[row * features + selected[feature]];
        return length == ABSENT ? CellState.ABSENT : length == 0 ? CellState.NULL : CellState.VALUE;
    }

    @Override
    public CellState read(int row, int feature, ValueVisitor visitor) {
        int cell = row * features + selected[feature];
        int length = lengths[cell];
        if (length <= 0) {
            visitor.nothing();
            return length == 0 ? CellState.NULL : CellState.ABSENT;
        }
        try {
            return FeastValue.read(bytes, starts[cell], length, visitor) ? CellState.VALUE : CellState.NULL;
        } catch (MalformedValue e) {
            return CellState.BROKEN;
        }
    }

    @Override
    public float number(int row, int feature) {
        int cell = row * features + selected[feature];
        if (lengths[cell] <= 0) {
            return Float.NaN;
        }
        try {
            return (float) FeastValue.number(bytes, starts[cell], lengths[cell]);
        } catch (MalformedValue e) {
            return Float.NaN;
        }
    }
}
