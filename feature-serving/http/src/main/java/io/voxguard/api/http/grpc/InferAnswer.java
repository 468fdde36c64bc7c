package io.voxguard.api.http.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voxguard.api.http.grpc.wire.InferParameter;
import io.voxguard.api.http.grpc.wire.ModelInferResponse;
import io.voxguard.serving.inference.InferOutcome;
import io.voxguard.serving.inference.InferRequest;
import io.voxguard.serving.tensor.DataType;
import io.voxguard.serving.tensor.Tensor;
import io.voxguard.serving.tensor.TensorBytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes {@code ModelInferResponse}s. */
final class InferAnswer {
    private InferAnswer() {}

    /**
     * Makes the answer to a request. It refers to the memory of the tensors: its bytes are to be written before they are closed.
     *
     * @param raw sends tensors as raw bytes: for those who sent them so; also done when one has no typed form
     */
    static ModelInferResponse of(String model, InferRequest request, InferOutcome.Answered answer, boolean raw) {
        boolean asRaw = raw || answer.outputs().stream().anyMatch(output -> !Contents.hold(output.type()));
        ModelInferResponse.Builder message = ModelInferResponse.newBuilder().setModelName(model);
        if (answer.version() != null) {
            message.setModelVersion(answer.version());
        }
        if (request.id() != null) {
            message.setId(request.id());
        }
        for (Tensor output : answer.outputs()) {
            message.addOutputs(tensor(output, answer.classes().get(output.name()), asRaw));
            if (asRaw) {
                message.addRawOutputContents(bytes(output));
            }
        }
        return message.build();
    }

    private static ModelInferResponse.InferOutputTensor tensor(
            Tensor output, @Nullable List<String> classes, boolean asRaw) {
        ModelInferResponse.InferOutputTensor.Builder tensor = ModelInferResponse.InferOutputTensor.newBuilder()
                .setName(output.name())
                .setDatatype(output.type().name());
        for (int i = 0; i < output.shape().rank(); i++) {
            tensor.addShape(output.shape().dimension(i));
        }
        if (classes != null) {
            tensor.putParameters(
                    "classes",
                    InferParameter.newBuilder()
                            .setStringParam(String.join(",", classes))
                            .build());
        }
        if (!asRaw) {
            tensor.setContents(Contents.of(output));
        }
        return tensor.build();
    }

    private static ByteString bytes(Tensor output) {
        if (output.type() != DataType.BYTES) {
            return UnsafeByteOperations.unsafeWrap(output.data().nioBuffer());
        }
        ByteBuf bytes = Unpooled.buffer(TensorBytes.size(output));
        TensorBytes.write(output, bytes);
        return UnsafeByteOperations.unsafeWrap(bytes.nioBuffer());
    }
}
