package io.voxguard.store.row;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * View of an encoded row that reads it in place, without copying. One object reads many rows, one after the other; it is valid as long as the bytes are. Not
 * thread-safe.
 *
 * <p>Accepts what any protobuf parser would: fields in any order, unknown fields skipped. Rows that are cut short, lack the schema id or the event time, have values
 * that are not whole floats or nulls beyond the values are refused with the reason.
 */
public final class RowView {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private ByteBuffer bytes = NOTHING;
    private int schemaId;
    private long eventTimeMs;
    private int nullsAt;
    private int nullBytes;
    private int valuesAt;
    private int size;
    private int afterVarint;

    /** Takes the bytes from the buffer's position to its limit. Returns null if they are a row, else the reason why not. */
    public @Nullable String wrap(ByteBuffer row) {
        bytes = row.order(ByteOrder.LITTLE_ENDIAN);
        schemaId = 0;
        eventTimeMs = 0;
        nullBytes = 0;
        size = 0;
        boolean timed = false;
        int at = row.position();
        int end = row.limit();
        while (at < end) {
            int tag = bytes.get(at++) & 0xff;
            int left = end - at;
            if (tag == RowWire.SCHEMA_ID_TAG) {
                if (left < 4) {
                    return "cut short in schema_id";
                }
                schemaId = bytes.getInt(at);
                at += 4;
            } else if (tag == RowWire.EVENT_TIME_TAG) {
                if (left < 8) {
                    return "cut short in event_time_ms";
                }
                eventTimeMs = bytes.getLong(at);
                timed = true;
                at += 8;
            } else if (tag == RowWire.NULLS_TAG || tag == RowWire.VALUES_TAG) {
                int length = varint(at, end);
                at = afterVarint;
                if (length < 0 || length > end - at) {
                    return "cut short in " + (tag == RowWire.NULLS_TAG ? "nulls" : "values");
                }
                if (tag == RowWire.NULLS_TAG) {
                    nullsAt = at;
                    nullBytes = length;
                } else {
                    if (length % 4 != 0) {
                        return "values: expected a multiple of 4 bytes, got " + length;
                    }
                    valuesAt = at;
                    size = length / 4;
                }
                at += length;
            } else {
                int next = skip(tag, at, end);
                if (next < 0) {
                    return "not a row: unexpected tag " + tag;
                }
                at = next;
            }
        }
        return schemaId == 0 ? "schema_id is missing" : !timed ? "event_time_ms is missing" : nullsBeyondValues();
    }

    public int schemaId() {
        return schemaId;
    }

    public long eventTimeMs() {
        return eventTimeMs;
    }

    /** Returns the number of features in the row, null ones included. */
    public int size() {
        return size;
    }

    /** Returns whether feature i is null; i must be below {@link #size()}. */
    public boolean isNull(int i) {
        return i / 8 < nullBytes && (bytes.get(nullsAt + i / 8) & 1 << i % 8) != 0;
    }

    /** Returns the value of feature i, 0 if it is null; i must be below {@link #size()}. */
    public float value(int i) {
        return bytes.getFloat(valuesAt + 4 * i);
    }

    private @Nullable String nullsBeyondValues() {
        for (int i = size; i < 8 * nullBytes; i++) {
            if (isNull(i)) {
                return "nulls: feature " + i + " is null, but there are " + size + " values";
            }
        }
        return null;
    }

    /** Returns the varint at {@code at}; -1 if it is cut short or above 2^28, more than any row. Sets {@link #afterVarint}. */
    private int varint(int at, int end) {
        int value = 0;
        for (int i = 0; i < 4 && at + i < end; i++) {
            int b = bytes.get(at + i);
            value |= (b & 0x7f) << 7 * i;
            if (b >= 0) {
                afterVarint = at + i + 1;
                return value;
            }
        }
        afterVarint = end;
        return -1;
    }

    /** Returns where the field after an unknown one starts; -1 if it is no field. One-byte tags only: fields 5 to 15. */
    private int skip(int tag, int at, int end) {
        if (tag >>> 3 < 5 || tag >= 0x80) {
            return -1;
        }
        int next =
                switch (tag & 7) {
                    case 0 -> {
                        int i = at;
                        while (i < end && bytes.get(i) < 0) {
                            i++;
                        }
                        yield i + 1;
                    }
                    case 1 -> at + 8;
                    case 5 -> at + 4;
                    case 2 -> {
                        int length = varint(at, end);
                        yield length < 0 ? -1 : afterVarint + length;
                    }
                    default -> -1;
                };
        return next > end ? -1 : next;
    }
}
