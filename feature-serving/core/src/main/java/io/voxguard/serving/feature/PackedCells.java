package io.voxguard.serving.feature;

import io.voxguard.catalogue.type.ValueType;
import io.voxguard.serving.value.ValueVisitor;
import io.voxguard.store.row.RowView;
import io.voxguard.store.row.SchemaId;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Rows of a packed view. Filled by one thread, row by row. */
final class PackedCells extends ViewCells {
    private static final byte ABSENT = 0;
    private static final byte NULL = 1;
    private static final byte VALUE = 2;

    private final int viewId;
    private final int[] features;
    private final ValueType[] types;
    private final float[] values;
    private final byte[] states;
    private final RowView reader = new RowView();

    /** @param types of the features */
    PackedCells(int viewId, int[] features, ValueType[] types, int rows) {
        super(rows);
        this.viewId = viewId;
        this.features = features;
        this.types = types;
        this.values = new float[rows * features.length];
        this.states = new byte[rows * features.length];
    }

    /** As good as new, for that many rows. */
    PackedCells again(int rows) {
        clear(rows);
        Arrays.fill(states, 0, rows * features.length, ABSENT);
        return this;
    }

    /** Takes in a row where it lies. */
    void take(int row, ByteBuffer bytes) {
        if (reader.wrap(bytes) != null) {
            outcome(row, ViewOutcome.UNREADABLE);
            return;
        }
        if (SchemaId.viewId(reader.schemaId()) != viewId) {
            outcome(row, ViewOutcome.UNKNOWN_SCHEMA);
            return;
        }
        long ms = reader.eventTimeMs();
        eventTime(row, Math.floorDiv(ms, 1000), (int) Math.floorMod(ms, 1000L) * 1_000_000);
        outcome(row, ViewOutcome.PRESENT);
        int at = row * features.length;
        for (int i = 0; i < features.length; i++, at++) {
            int feature = features[i];
            if (feature < reader.size()) {
                boolean isNull = reader.isNull(feature);
                states[at] = isNull ? NULL : VALUE;
                values[at] = isNull ? Float.NaN : reader.value(feature);
            } else {
                values[at] = Float.NaN;
            }
        }
    }

    @Override
    public CellState state(int row, int feature) {
        int at = row * features.length + feature;
        return switch (states[at]) {
            case ABSENT -> CellState.ABSENT;
            case NULL -> CellState.NULL;
            default -> Float.isFinite(values[at]) ? CellState.VALUE : CellState.NOT_FINITE;
        };
    }

    @Override
    public CellState read(int row, int feature, ValueVisitor visitor) {
        int at = row * features.length + feature;
        float value = values[at];
        if (states[at] != VALUE) {
            visitor.nothing();
            return states[at] == NULL ? CellState.NULL : CellState.ABSENT;
        }
        if (!Float.isFinite(value)) {
            visitor.float32(value);
            return CellState.NOT_FINITE;
        }
        switch (types[feature]) {
            case INT32 -> visitor.integer((long) value);
            case BOOL -> visitor.bool(value != 0);
            default -> visitor.float32(value);
        }
        return CellState.VALUE;
    }

    @Override
    public float number(int row, int feature) {
        return values[row * features.length + feature];
    }
}
