package io.voxguard.serving.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.netty.buffer.ByteBuf;
import io.voxguard.problem.Refused;
import io.voxguard.serving.model.ModelFault;
import io.voxguard.serving.onnx.file.OnnxFile;
import io.voxguard.serving.onnx.file.OnnxTexts;
import io.voxguard.serving.tensor.DataType;
import io.voxguard.serving.tensor.Shape;
import io.voxguard.serving.tensor.Tensor;
import io.voxguard.serving.tensor.TensorSpec;
import io.voxguard.text.UnicodeText;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One run of a plain model: the request's memory seen as ONNX tensors, and the outputs copied into memory of their own. Not thread-safe. */
final class OnnxCall implements AutoCloseable {
    private final OrtEnvironment ort = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final Set<String> castInputs;
    private final Optional<String> inspectingOperator;
    private final Map<String, OnnxTensor> inputs = new HashMap<>();
    private final List<ByteBuf> widened = new ArrayList<>(0);

    /** @param inspectingOperator an operator that inspects the characters of texts and would see some of them in another form */
    OnnxCall(OrtSession session, Set<String> castInputs, Optional<String> inspectingOperator) {
        this.session = session;
        this.castInputs = castInputs;
        this.inspectingOperator = inspectingOperator;
    }

    List<Tensor> run(List<Tensor> given, List<String> wanted) {
        List<Tensor> outputs = new ArrayList<>(wanted.size());
        boolean whole = false;
        try {
            for (Tensor tensor : given) {
                put(tensor);
            }
            Set<String> names = new LinkedHashSet<>(wanted);
            try (OrtSession.Result result = session.run(inputs, names)) {
                for (String name : wanted) {
                    outputs.add(output(name, result.get(name).orElseThrow()));
                }
            }
            whole = true;
            return outputs;
        } catch (OrtException e) {
            throw Refused.invalid(
                    "inputs", "tensors that the model can work on", String.valueOf(OnnxTensorModel.message(e)));
        } finally {
            if (!whole) {
                Tensor.closeAll(outputs);
            }
        }
    }

    private void put(Tensor tensor) throws OrtException {
        long[] shape = tensor.shape().toArray();
        if (tensor.type() == DataType.BYTES) {
            inputs.put(tensor.name(), OnnxTensor.createTensor(ort, texts(tensor), shape));
            return;
        }
        boolean widen = castInputs.contains(tensor.name());
        ByteBuf data = widen ? widened(tensor) : tensor.data();
        ByteBuffer memory = data.nioBuffer().order(ByteOrder.nativeOrder());
        String name = widen ? OnnxFile.signed(tensor.name()) : tensor.name();
        inputs.put(name, OnnxTensor.createTensor(ort, memory, shape, OnnxDataTypes.java(tensor.type())));
    }

    private ByteBuf widened(Tensor tensor) {
        ByteBuf data = tensor.data();
        ByteBuf wide = Tensor.memory(tensor.elements() * Long.BYTES);
        widened.add(wide);
        for (int i = 0; i < tensor.elements(); i++) {
            int at = data.readerIndex() + i * tensor.type().size();
            wide.writeLongLE(
                    switch (tensor.type()) {
                        case UINT16 -> data.getUnsignedShortLE(at);
                        case UINT32 -> data.getUnsignedIntLE(at);
                        case UINT64 -> data.getLongLE(at);
                        case BOOL, UINT8, INT8, INT16, INT32, INT64, FP16, FP32, FP64, BYTES ->
                            throw new IllegalStateException(tensor.type() + " is not cast");
                    });
        }
        return wide;
    }

    private String[] texts(Tensor tensor) {
        String[] texts = new String[tensor.elements()];
        for (int i = 0; i < texts.length; i++) {
            String text = UnicodeText.decode(tensor.strings().get(i));
            if (text == null) {
                throw Refused.invalid(
                        TensorSpec.input(tensor.name()), "strings in UTF-8", "other bytes at position " + i);
            }
            if (inspectingOperator.isPresent() && OnnxTexts.differs(text)) {
                throw Refused.invalid(
                        TensorSpec.input(tensor.name()),
                        "characters from U+0001 to U+FFFF: the model's " + inspectingOperator.get()
                                + " cannot be given others exactly",
                        "another at position " + i);
            }
            texts[i] = text;
        }
        return texts;
    }

    private Tensor output(String name, OnnxValue value) throws OrtException {
        if (!(value instanceof OnnxTensor onnx)) {
            throw new ModelFault("output " + name + ": expected a tensor, got " + value.getInfo());
        }
        TensorInfo info = onnx.getInfo();
        Shape shape = Shape.of(info.getShape());
        DataType type = OnnxDataTypes.of(info, name);
        if (shape.elements() < 0) {
            throw Refused.invalid(
                    "output \"" + name + '"', "at most " + Shape.MAX_ELEMENTS + " elements", shape.toString());
        }
        if (type == DataType.BYTES) {
            List<byte[]> strings = new ArrayList<>();
            flatten(name, onnx.getValue(), strings);
            return Tensor.ofStrings(name, shape, strings);
        }
        ByteBuffer copy = onnx.getByteBuffer();
        ByteBuf data = Tensor.memory(copy.remaining());
        data.writeBytes(copy);
        return Tensor.of(name, type, shape, data);
    }

    private void flatten(String name, Object value, List<byte[]> into) {
        if (value instanceof Object[] list) {
            for (Object member : list) {
                flatten(name, member, into);
            }
            return;
        }
        String text = String.valueOf(value);
        if (!UnicodeText.isWellFormed(text)) {
            throw Refused.invalid(
                    TensorSpec.output(name),
                    "text that can be passed on exactly",
                    "half a surrogate pair at position " + into.size());
        }
        into.add(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        inputs.values().forEach(OnnxTensor::close);
        widened.forEach(ByteBuf::release);
    }
}
