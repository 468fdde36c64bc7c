package io.voxguard.store.row;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Encoder of rows. The same features give the same bytes as with the Python and Rust writers: {@code docs/wire/row-vectors.jsonl}. */
public final class RowEncoder {
    /** Integers up to this magnitude are exact as a float. */
    public static final int MAX_EXACT_INT = 1 << 24;

    private RowEncoder() {}

    /**
     * Returns the encoded row.
     *
     * @param values one per feature in the view's order; the value of a null feature does not matter
     * @param nulls whether each feature is null; as long as {@code values}
     */
    public static byte[] encode(int schemaId, long eventTimeMs, float[] values, boolean[] nulls) {
        if (values.length != nulls.length) {
            throw new IllegalArgumentException(
                    "nulls: expected one per value (" + values.length + "), got " + nulls.length);
        }
        int nullBytes = bitmapLength(nulls);
        int valueBytes = 4 * values.length;
        int size = 5 + 9 + fieldSize(nullBytes) + fieldSize(valueBytes);
        ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) RowWire.SCHEMA_ID_TAG).putInt(schemaId);
        out.put((byte) RowWire.EVENT_TIME_TAG).putLong(eventTimeMs);
        putNulls(out, nulls, nullBytes);
        putValues(out, values, nulls, valueBytes);
        return out.array();
    }

    private static int bitmapLength(boolean[] nulls) {
        for (int i = nulls.length - 1; i >= 0; i--) {
            if (nulls[i]) {
                return i / 8 + 1;
            }
        }
        return 0;
    }

    private static int fieldSize(int length) {
        return length == 0 ? 0 : 1 + RowWire.varintSize(length) + length;
    }

    private static void putNulls(ByteBuffer out, boolean[] nulls, int length) {
        if (length == 0) {
            return;
        }
        out.put((byte) RowWire.NULLS_TAG);
        putVarint(out, length);
        int start = out.position();
        for (int i = 0; i < nulls.length && i < 8 * length; i++) {
            if (nulls[i]) {
                int at = start + i / 8;
                out.put(at, (byte) (out.get(at) | 1 << i % 8));
            }
        }
        out.position(start + length);
    }

    private static void putValues(ByteBuffer out, float[] values, boolean[] nulls, int length) {
        if (length == 0) {
            return;
        }
        out.put((byte) RowWire.VALUES_TAG);
        putVarint(out, length);
        for (int i = 0; i < values.length; i++) {
            // floatToIntBits, not the raw one: it makes every NaN the canonical one
            out.putInt(nulls[i] ? 0 : Float.floatToIntBits(values[i]));
        }
    }

    private static void putVarint(ByteBuffer out, int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            out.put((byte) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }
}
