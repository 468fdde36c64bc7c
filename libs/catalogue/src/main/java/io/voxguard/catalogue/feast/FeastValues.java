package io.voxguard.catalogue.feast;

import com.google.protobuf.CodedOutputStream;
import io.voxguard.catalogue.type.ValueType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Set;

/** Serialises numbers and event times as Feast's SDK does. */
public final class FeastValues {
    /** Types of which {@link #number} serialises values. */
    public static final Set<ValueType> NUMBERS =
            Set.of(ValueType.INT32, ValueType.INT64, ValueType.FLOAT32, ValueType.FLOAT64, ValueType.BOOL);

    private static final byte[] NULL = {};
    private static final int MAX_SIZE = 32;

    private FeastValues() {}

    /** Content of a message. */
    private interface Fields {
        void writeTo(CodedOutputStream out) throws IOException;
    }

    /**
     * Returns a {@code feast.types.Value} of one of the {@link #NUMBERS}: an integer is the nearest one of its type, a flag is false for 0; null if the number is not
     * finite, or too large for a float.
     */
    public static byte[] number(ValueType type, double value) {
        if (!Double.isFinite(value) || type == ValueType.FLOAT32 && !Float.isFinite((float) value)) {
            return NULL;
        }
        int field = type.number();
        return message(out -> {
            switch (type) {
                case INT32 ->
                    out.writeInt32(
                            field, (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, Math.rint(value))));
                case INT64 -> out.writeInt64(field, (long) Math.rint(value));
                case FLOAT32 -> out.writeFloat(field, (float) value);
                case FLOAT64 -> out.writeDouble(field, value);
                case BOOL -> out.writeBool(field, value != 0);
                default -> throw new IllegalArgumentException(type.label() + " is not a number");
            }
        });
    }

    /** Returns a {@code google.protobuf.Timestamp}. @param nanos 0 to 999,999,999 */
    public static byte[] timestamp(long seconds, int nanos) {
        return message(out -> {
            if (seconds != 0) {
                out.writeInt64(1, seconds);
            }
            if (nanos != 0) {
                out.writeInt32(2, nanos);
            }
        });
    }

    private static byte[] message(Fields fields) {
        byte[] bytes = new byte[MAX_SIZE];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            fields.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return Arrays.copyOf(bytes, out.getTotalBytesWritten());
    }
}
