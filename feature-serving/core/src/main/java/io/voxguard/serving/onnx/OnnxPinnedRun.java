package io.voxguard.serving.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.netty.buffer.ByteBuf;
import io.voxguard.serving.tensor.Shape;
import io.voxguard.serving.tensor.Tensor;
import io.voxguard.serving.tensor.TensorSpec;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tensors for a number of rows, which ONNX Runtime reads and writes in place. Not thread-safe. */
final class OnnxPinnedRun implements AutoCloseable {
    private final OrtSession session;
    private final List<TensorSpec> outputSpecs;
    private final int rows;
    private final Map<String, ByteBuf> inputMemory = new HashMap<>();
    private final Map<String, ByteBuf> outputMemory = new HashMap<>();
    private final Map<String, OnnxTensor> inputs = new HashMap<>();
    private final Map<String, OnnxTensor> outputs = new HashMap<>();
    /** The outputs that were wanted last: mostly they are wanted again. */
    private List<String> lastWanted = List.of();

    private Map<String, OnnxTensor> lastOutputs = Map.of();

    OnnxPinnedRun(OrtSession session, List<TensorSpec> inputs, List<TensorSpec> outputs, int rows) throws OrtException {
        this.session = session;
        this.outputSpecs = outputs;
        this.rows = rows;
        boolean whole = false;
        try {
            for (TensorSpec spec : inputs) {
                this.inputs.put(spec.name(), tensor(inputMemory, spec));
            }
            for (TensorSpec spec : outputs) {
                this.outputs.put(spec.name(), tensor(outputMemory, spec));
            }
            whole = true;
        } finally {
            if (!whole) {
                close();
            }
        }
    }

    private OnnxTensor tensor(Map<String, ByteBuf> memory, TensorSpec spec) throws OrtException {
        Shape shape = OnnxPinnedRuns.withRows(spec.shape(), rows);
        int bytes = shape.elements() * spec.type().size();
        ByteBuf data = Tensor.memory(bytes).writeZero(bytes);
        memory.put(spec.name(), data);
        return OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(),
                data.nioBuffer().order(ByteOrder.nativeOrder()),
                shape.toArray(),
                OnnxDataTypes.java(spec.type()));
    }

    int rows() {
        return rows;
    }

    List<Tensor> run(List<Tensor> given, List<String> wanted) throws OrtException {
        for (Tensor tensor : given) {
            ByteBuf from = tensor.data();
            of(inputMemory, tensor.name()).setBytes(0, from, from.readerIndex(), from.readableBytes());
        }
        if (!wanted.equals(lastWanted)) {
            lastOutputs = outputs(wanted);
            lastWanted = List.copyOf(wanted);
        }
        session.run(inputs, lastOutputs).close();
        List<Tensor> answer = new ArrayList<>(wanted.size());
        for (String name : wanted) {
            answer.add(copied(name));
        }
        return answer;
    }

    private Map<String, OnnxTensor> outputs(List<String> wanted) {
        Map<String, OnnxTensor> some = new HashMap<>();
        for (String name : wanted) {
            OnnxTensor output = outputs.get(name);
            if (output != null) {
                some.put(name, output);
            }
        }
        return some;
    }

    private Tensor copied(String name) {
        for (TensorSpec spec : outputSpecs) {
            if (spec.name().equals(name)) {
                ByteBuf from = of(outputMemory, name);
                ByteBuf copy = Tensor.memory(from.writerIndex()).writeBytes(from, 0, from.writerIndex());
                return Tensor.of(name, spec.type(), OnnxPinnedRuns.withRows(spec.shape(), rows), copy);
            }
        }
        throw new IllegalArgumentException("no output " + name);
    }

    private static ByteBuf of(Map<String, ByteBuf> memory, String name) {
        ByteBuf found = memory.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no tensor " + name);
        }
        return found;
    }

    @Override
    public void close() {
        inputs.values().forEach(OnnxTensor::close);
        outputs.values().forEach(OnnxTensor::close);
        inputMemory.values().forEach(ByteBuf::release);
        outputMemory.values().forEach(ByteBuf::release);
        inputs.clear();
        outputs.clear();
        inputMemory.clear();
        outputMemory.clear();
    }
}
