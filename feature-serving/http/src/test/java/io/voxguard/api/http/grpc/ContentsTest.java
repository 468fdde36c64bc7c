package io.voxguard.api.http.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.voxguard.problem.Refused;
import io.voxguard.serving.tensor.DataType;
import io.voxguard.serving.tensor.Shape;
import io.voxguard.serving.tensor.Tensor;
import io.voxguard.serving.tensor.TensorBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each type through the typed contents of gRPC: a new one has to find its list. */
class ContentsTest {
    private static final Shape TWO = Shape.of(2);

    /** Returns 1 and the type's bits all set: -1, the largest unsigned value, NaN. */
    private static Tensor tensor(DataType type) {
        if (type == DataType.BYTES) {
            return Tensor.ofStrings("x", TWO, List.of("ü".getBytes(StandardCharsets.UTF_8), new byte[] {0, -1}));
        }
        ByteBuf data = Tensor.memory(2 * type.size());
        data.writeByte(1).writeZero(type.size() - 1);
        for (int i = 0; i < type.size(); i++) {
            data.writeByte(type == DataType.BOOL ? 0 : 0xff);
        }
        return Tensor.of("x", type, TWO, data);
    }

    private static byte[] bytes(Tensor tensor) {
        ByteBuf bytes = Tensor.memory(16);
        TensorBytes.write(tensor, bytes);
        byte[] array = new byte[bytes.readableBytes()];
        bytes.readBytes(array).release();
        return array;
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FP16")
    void elementsPassThroughContentsUnchanged(DataType type) {
        try (Tensor sent = tensor(type)) {
            byte[] contents = Contents.of(sent).toByteArray();
            try (Tensor read = Contents.read(ByteBuffer.wrap(contents), "x", "input \"x\"", type, TWO)) {
                assertThat(read.type()).isEqualTo(type);
                assertThat(bytes(read)).isEqualTo(bytes(sent));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = "FP16")
    void typeWithoutAListIsRefused(DataType type) {
        assertThat(Contents.hold(type)).isFalse();
        assertThatThrownBy(() -> Contents.read(ByteBuffer.allocate(0), "x", "input \"x\"", type, TWO))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("FP16 in raw_input_contents");
    }
}
