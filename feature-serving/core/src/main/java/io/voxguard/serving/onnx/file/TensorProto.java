package io.voxguard.serving.onnx.file;

import io.voxguard.serving.onnx.wire.ByteSlice;
import io.voxguard.serving.onnx.wire.FloatList;
import io.voxguard.serving.onnx.wire.LongList;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@code TensorProto}, as far as it is read: floats and 64-bit integers, and where data lies that is outside the file. */
final class TensorProto {
    /** Values of a shape that are looked at; a longer tensor is no shape. */
    private static final int MAX_SHAPE_VALUES = 64;

    String name = "";
    int elementType;
    /** Of {@code DataLocation}; 1 is EXTERNAL. */
    long location;

    final LongList dimensions = new LongList();
    final LongList integers = new LongList();
    final FloatList floats = new FloatList();
    final Map<String, String> externalData = new HashMap<>(0);

    @Nullable
    ByteSlice rawData;

    /** Returns whether data is, or is said to be, in another file. */
    boolean isExternal() {
        return location != 0 || !externalData.isEmpty();
    }

    /** Returns the values of a tensor of floats that lies in the file; empty for any other. */
    float[] floatValues() {
        if (elementType != Onnx.FLOAT) {
            return new float[0];
        }
        if (rawData == null) {
            return floats.toArray();
        }
        FloatBuffer raw = rawData.littleEndian().asFloatBuffer();
        float[] values = new float[raw.remaining()];
        raw.get(values);
        return values;
    }

    /** Returns the first values of a tensor of 64-bit integers; empty for any other. */
    long[] shapeValues() {
        if (elementType != Onnx.INT64) {
            return new long[0];
        }
        if (rawData == null) {
            return integers.toArray();
        }
        ByteBuffer raw = rawData.littleEndian();
        long[] values = new long[Math.min(raw.remaining() / Long.BYTES, MAX_SHAPE_VALUES)];
        raw.asLongBuffer().get(values);
        return values;
    }
}
