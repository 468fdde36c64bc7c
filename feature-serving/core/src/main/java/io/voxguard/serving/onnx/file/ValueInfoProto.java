package io.voxguard.serving.onnx.file;

import io.voxguard.serving.onnx.wire.ByteSlice;
import java.util.ArrayList;
import java.util.List;

/** A {@code ValueInfoProto}: an input or an output of a graph. */
final class ValueInfoProto {
    String name = "";
    /** Element type of a tensor; 0 if it is unknown, or the value is not a tensor. */
    int elementType;
    /** The {@code TensorShapeProto} as it was read. */
    final List<ByteSlice> shape = new ArrayList<>(1);

    /** Returns whether the value holds texts, or may hold them. */
    boolean mayHoldTexts() {
        return elementType == Onnx.STRING || elementType == 0;
    }
}
