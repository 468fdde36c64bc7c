package io.voxguard.serving.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.voxguard.serving.tensor.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OnnxDataTypesTest {
    @ParameterizedTest
    @EnumSource
    void everyTypeHasAnOnnxTensor(DataType type) throws OrtException {
        try (OnnxTensor tensor = tensor(type)) {
            assertThat(OnnxDataTypes.of(tensor.getInfo(), "x")).isEqualTo(expected(type));
        }
    }

    private static OnnxTensor tensor(DataType type) throws OrtException {
        OrtEnvironment ort = OrtEnvironment.getEnvironment();
        if (type == DataType.BYTES) {
            return OnnxTensor.createTensor(ort, new String[] {"a"}, new long[] {1});
        }
        ByteBuffer memory = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
        memory.limit(expected(type).size());
        return OnnxTensor.createTensor(ort, memory, new long[] {1}, OnnxDataTypes.java(type));
    }

    /** Unsigned types of more than a byte are made as INT64, and cast in the graph. */
    private static DataType expected(DataType type) {
        return switch (type) {
            case UINT16, UINT32, UINT64 -> DataType.INT64;
            case BOOL, UINT8, INT8, INT16, INT32, INT64, FP16, FP32, FP64, BYTES -> type;
        };
    }
}
