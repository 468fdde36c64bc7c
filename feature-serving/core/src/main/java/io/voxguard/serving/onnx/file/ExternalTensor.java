package io.voxguard.serving.onnx.file;

import java.util.Map;

/**
 * A weight whose data lies in another file.
 *
 * @param elementType number of the type in {@code onnx.proto}
 * @param where {@code location}, {@code offset} and {@code length}, as the file has them
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ExternalTensor(String name, int elementType, long[] dimensions, Map<String, String> where) {
    static ExternalTensor of(TensorProto tensor) {
        return new ExternalTensor(
                tensor.name, tensor.elementType, tensor.dimensions.toArray(), Map.copyOf(tensor.externalData));
    }
}
