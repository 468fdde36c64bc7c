package io.voxguard.api.http.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.buffer.ByteBuf;
import io.voxguard.api.http.grpc.wire.InferTensorContents;
import io.voxguard.benchmarks.wire.ModelInferRequest;
import io.voxguard.serving.inference.InferRequest;
import io.voxguard.serving.tensor.DataType;
import io.voxguard.serving.tensor.Shape;
import io.voxguard.serving.tensor.Tensor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Reading of a {@code ModelInferRequest} with 40 features per row into tensors: by the service's own reader, and by generated classes whose contents are copied
 * into tensors.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class InferMessages {
    private static final int FEATURES = 40;

    @Param({"1", "64"})
    int rows;

    @Param({"raw", "typed"})
    String form = "";

    private boolean raw;
    private byte[] request = {};

    private static Tensor floats(int rows) {
        ByteBuf data = Tensor.memory(rows * FEATURES * Float.BYTES);
        for (int i = 0; i < rows * FEATURES; i++) {
            data.writeFloatLE(i * 0.37f);
        }
        return Tensor.of("features", DataType.FP32, Shape.of(rows, FEATURES), data);
    }

    @Setup
    public void makeMessages() {
        raw = form.equals("raw");
        Tensor features = floats(rows);
        var input = ModelInferRequest.InferInputTensor.newBuilder()
                .setName("features")
                .setDatatype("FP32")
                .addShape(rows)
                .addShape(FEATURES);
        var message = ModelInferRequest.newBuilder().setModelName("mlp");
        if (raw) {
            message.addInputs(input)
                    .addRawInputContents(ByteString.copyFrom(features.data().nioBuffer()));
        } else {
            message.addInputs(input.setContents(contents(features)));
        }
        request = message.build().toByteArray();
    }

    private static InferTensorContents contents(Tensor tensor) {
        var contents = InferTensorContents.newBuilder();
        ByteBuf data = tensor.data();
        for (int i = 0; i < tensor.elements(); i++) {
            contents.addFp32Contents(data.getFloatLE(data.readerIndex() + i * Float.BYTES));
        }
        return contents.build();
    }

    @Benchmark
    public int readByFields() {
        InferMessage message = InferMessage.empty();
        message.read(request);
        InferRequest read = message.request();
        int elements = read.inputs().getFirst().elements();
        read.close();
        return elements;
    }

    @Benchmark
    public int readGenerated() throws InvalidProtocolBufferException {
        ModelInferRequest message = ModelInferRequest.parseFrom(request);
        ModelInferRequest.InferInputTensor input = message.getInputs(0);
        long[] dimensions = new long[input.getShapeCount()];
        for (int i = 0; i < dimensions.length; i++) {
            dimensions[i] = input.getShape(i);
        }
        Shape shape = Shape.of(dimensions);
        DataType type = DataType.named(input.getDatatype()).orElseThrow();
        ByteBuf data = Tensor.memory(shape.elements() * type.size());
        if (raw) {
            data.writeBytes(message.getRawInputContents(0).asReadOnlyByteBuffer());
        } else {
            InferTensorContents contents = input.getContents();
            for (int i = 0; i < contents.getFp32ContentsCount(); i++) {
                data.writeFloatLE(contents.getFp32Contents(i));
            }
        }
        try (Tensor tensor = Tensor.of(input.getName(), type, shape, data)) {
            return tensor.elements();
        }
    }
}
