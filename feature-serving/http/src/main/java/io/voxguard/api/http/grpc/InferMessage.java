package io.voxguard.api.http.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voxguard.api.http.inference.TensorRules;
import io.voxguard.api.http.inference.UnsupportedParameters;
import io.voxguard.problem.Refused;
import io.voxguard.serving.inference.InferRequest;
import io.voxguard.serving.tensor.DataType;
import io.voxguard.serving.tensor.Shape;
import io.voxguard.serving.tensor.Tensor;
import io.voxguard.serving.tensor.TensorBytes;
import io.voxguard.text.UnicodeText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code ModelInferRequest}, read from its bytes. It is read by hand because generated code would copy the tensors once more, and would make an object of every
 * tensor that is claimed before the number of them can be bounded: figures of the benchmark {@code InferMessages} are in docs/adr/0008.
 */
final class InferMessage {
    private static final ByteBuffer NO_CONTENTS = ByteBuffer.allocate(0);

    private final List<Input> inputs = new ArrayList<>(4);
    private final List<ByteBuffer> raw = new ArrayList<>(4);
    private final List<String> outputs = new ArrayList<>(0);
    private String model = "";
    private String version = "";
    private @Nullable String id;
    private @Nullable String routingKey;
    private boolean strict;
    private boolean finalMarker;
    private long timeoutMicros;

    /** A tensor as it was sent. */
    private static final class Input {
        private String name = "";
        private String datatype = "";
        private long[] shape = {};
        private ByteBuffer contents = NO_CONTENTS;

        private String named(int position) {
            return TensorRules.named(name, position);
        }
    }

    private InferMessage() {}

    /** Returns an empty message, to be read. */
    static InferMessage empty() {
        return new InferMessage();
    }

    /** Reads the message from its bytes, once. @throws Refused when they are malformed; the fields before the fault are read */
    void read(byte[] bytes) {
        try {
            CodedInputStream in = CodedInputStream.newInstance(bytes);
            in.enableAliasing(true);
            fields(in);
        } catch (InvalidProtocolBufferException e) {
            throw Refused.invalid("message", "a ModelInferRequest", String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw Refused.invalid("message", "a ModelInferRequest", "bytes that end early");
        }
    }

    @Nullable
    String id() {
        return id;
    }

    /** Returns true when replies on a stream are to say which one is the last: {@code triton_enable_empty_final_response}. */
    boolean wantsFinalMarker() {
        return finalMarker;
    }

    String model() {
        return model;
    }

    /** Returns null when the request names no version. */
    @Nullable
    String version() {
        return version.isEmpty() ? null : version;
    }

    long timeoutMicros() {
        return timeoutMicros;
    }

    /** Returns true when the tensors are raw bytes: then the reply's are too. */
    boolean isRaw() {
        return !raw.isEmpty();
    }

    /** Returns the request; its tensors are the caller's, to be closed. */
    InferRequest request() {
        if (raw.size() > inputs.size()) {
            throw Refused.invalid(
                    "raw_input_contents",
                    "one for each of the " + inputs.size() + " inputs",
                    Integer.toString(raw.size()));
        }
        if (!raw.isEmpty() && raw.size() < inputs.size()) {
            throw Refused.invalid(
                    inputs.get(raw.size()).named(raw.size()), "raw_input_contents, as the inputs before it", "none");
        }
        List<Tensor> tensors = new ArrayList<>(inputs.size());
        boolean sound = false;
        try {
            for (int i = 0; i < inputs.size(); i++) {
                tensors.add(tensor(i));
            }
            sound = true;
            return new InferRequest(id, List.copyOf(tensors), List.copyOf(outputs), routingKey, strict);
        } finally {
            if (!sound) {
                Tensor.closeAll(tensors);
            }
        }
    }

    private Tensor tensor(int i) {
        Input input = inputs.get(i);
        String named = input.named(i);
        if (input.name.isEmpty()) {
            throw Refused.invalid(named + ": name", "the name of an input", "nothing");
        }
        DataType type = TensorRules.type(input.datatype, named);
        Shape shape = TensorRules.shape(input.shape, named);
        if (raw.isEmpty()) {
            return Contents.read(input.contents, input.name, named, type, shape);
        }
        if (input.contents.hasRemaining()) {
            throw Refused.invalid(named, "either contents or raw_input_contents", "both");
        }
        ByteBuf bytes = Unpooled.wrappedBuffer(raw.get(i));
        return TensorBytes.read(bytes, input.name, named, type, shape);
    }

    private void fields(CodedInputStream in) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> model = text(in, "model_name");
                case 2 -> version = text(in, "model_version");
                case 3 -> {
                    String text = text(in, "id");
                    id = text.isEmpty() ? null : text;
                }
                case 4 -> parameter(Parameter.read(in.readByteArray()));
                case 5 -> {
                    TensorRules.checkCount(inputs.size(), "inputs");
                    int limit = in.pushLimit(in.readRawVarint32());
                    inputs.add(input(in));
                    in.popLimit(limit);
                }
                case 6 -> {
                    TensorRules.checkCount(outputs.size(), "outputs");
                    int limit = in.pushLimit(in.readRawVarint32());
                    outputs.add(output(in));
                    in.popLimit(limit);
                }
                case 7 -> {
                    TensorRules.checkCount(raw.size(), "raw_input_contents");
                    raw.add(in.readByteBuffer());
                }
                default -> in.skipField(tag);
            }
        }
    }

    private void parameter(Parameter parameter) {
        switch (parameter.key()) {
            case "strict" -> strict = parameter.of(Boolean.class, "true or false");
            case "routing_key" -> routingKey = parameter.of(String.class, "a string");
            case "timeout" -> timeout(parameter.of(Long.class, "a whole number of microseconds, at least 0"));
            case "triton_enable_empty_final_response" -> finalMarker = parameter.of(Boolean.class, "true or false");
            default -> UnsupportedParameters.check("parameters", parameter.key(), parameter.value());
        }
    }

    private void timeout(long value) {
        if (value < 0) {
            throw Refused.invalid(
                    "parameters.timeout", "a whole number of microseconds, at least 0", Long.toString(value));
        }
        timeoutMicros = value;
    }

    /** Reads a text. @throws Refused when its bytes are not UTF-8 */
    static String text(CodedInputStream in, String field) throws IOException {
        String text = UnicodeText.decode(in.readByteArray());
        if (text == null) {
            throw Refused.invalid(field, "text in UTF-8", "other bytes");
        }
        return text;
    }

    private Input input(CodedInputStream in) throws IOException {
        String where = "inputs[" + inputs.size() + "]";
        Input input = new Input();
        long[] shape = new long[4];
        int rank = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> input.name = text(in, where + ".name");
                case 2 -> input.datatype = text(in, where + ".datatype");
                case 3 -> {
                    boolean packed = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
                    int limit = packed ? in.pushLimit(in.readRawVarint32()) : 0;
                    do {
                        shape = rank == shape.length ? Arrays.copyOf(shape, 2 * rank) : shape;
                        shape[rank++] = in.readInt64();
                    } while (packed && in.getBytesUntilLimit() > 0);
                    if (packed) {
                        in.popLimit(limit);
                    }
                }
                case 4 -> unsupported(in.readByteArray(), where);
                case 5 -> input.contents = in.readByteBuffer();
                default -> in.skipField(tag);
            }
        }
        input.shape = Arrays.copyOf(shape, rank);
        return input;
    }

    private String output(CodedInputStream in) throws IOException {
        String where = "outputs[" + outputs.size() + "]";
        String name = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> name = text(in, where + ".name");
                case 2 -> unsupported(in.readByteArray(), where);
                default -> in.skipField(tag);
            }
        }
        return name;
    }

    private static void unsupported(byte[] entry, String where) throws IOException {
        Parameter parameter = Parameter.read(entry);
        UnsupportedParameters.check(where + ".parameters", parameter.key(), parameter.value());
    }
}
