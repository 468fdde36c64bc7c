package io.voxguard.api.http.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voxguard.api.http.inference.UnsupportedParameters;
import io.voxguard.problem.Refused;
import io.voxguard.serving.inference.InferRequest;
import io.voxguard.serving.tensor.DataType;
import io.voxguard.serving.tensor.Shape;
import io.voxguard.serving.tensor.Tensor;
import io.voxguard.serving.tensor.TensorBytes;
import io.voxguard.serving.tensor.TensorSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@code ModelInferRequest}, read from its bytes. */
final class InferMessage {
    private static final int MAX_TENSORS = 1024;

    private final List<Input> inputs = new ArrayList<>(4);
    private final List<byte[]> raw = new ArrayList<>(4);
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
        private byte[] contents = {};

        private String named(int position) {
            return name.isEmpty() ? "inputs[" + position + "]" : TensorSpec.input(name);
        }
    }

    private InferMessage() {}

    /** An empty one, to be read. */
    static InferMessage empty() {
        return new InferMessage();
    }

    /** Reads it from its bytes, once. @throws Refused when they are no such message; what came before the fault is read */
    void read(byte[] bytes) {
        try {
            fields(CodedInputStream.newInstance(bytes));
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

    /** Whether the replies on a stream are to say which one is the last: {@code triton_enable_empty_final_response}. */
    boolean wantsFinalMarker() {
        return finalMarker;
    }

    String model() {
        return model;
    }

    /** Null where the request names none. */
    @Nullable
    String version() {
        return version.isEmpty() ? null : version;
    }

    long timeoutMicros() {
        return timeoutMicros;
    }

    /** Whether the tensors came raw: then the reply's are raw too. */
    boolean isRaw() {
        return !raw.isEmpty();
    }

    /** The request; its tensors are the caller's, to be closed. */
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
        DataType type = DataType.named(input.datatype)
                .orElseThrow(() -> Refused.invalid(
                        named + ": datatype",
                        "one of " + Arrays.toString(DataType.values()),
                        '"' + input.datatype + '"'));
        Shape shape = Shape.of(input.shape);
        if (!shape.isRequestable()) {
            throw Refused.invalid(
                    named + ": shape",
                    "a list of at most 8 whole numbers of at least 1, " + Shape.MAX_ELEMENTS + " elements at most",
                    shape.toString());
        }
        if (raw.isEmpty()) {
            return Contents.read(input.contents, input.name, named, type, shape);
        }
        if (input.contents.length > 0) {
            throw Refused.invalid(named, "either contents or raw_input_contents", "both");
        }
        ByteBuf bytes = Unpooled.wrappedBuffer(raw.get(i));
        return TensorBytes.read(bytes, input.name, named, type, shape);
    }

    private void fields(CodedInputStream in) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> model = GrpcMessages.text(in, "model_name");
                case 2 -> version = GrpcMessages.text(in, "model_version");
                case 3 -> {
                    String text = GrpcMessages.text(in, "id");
                    id = text.isEmpty() ? null : text;
                }
                case 4 -> parameter(Parameter.read(in.readByteArray()));
                case 5 -> {
                    bounded(inputs, "inputs");
                    inputs.add(input(CodedInputStream.newInstance(in.readByteArray())));
                }
                case 6 -> {
                    bounded(outputs, "outputs");
                    outputs.add(output(CodedInputStream.newInstance(in.readByteArray())));
                }
                case 7 -> {
                    bounded(raw, "raw_input_contents");
                    raw.add(in.readByteArray());
                }
                default -> in.skipField(tag);
            }
        }
    }

    private static void bounded(List<?> list, String field) {
        if (list.size() == MAX_TENSORS) {
            throw Refused.invalid(field, "at most " + MAX_TENSORS + " tensors", "more");
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

    private Input input(CodedInputStream in) throws IOException {
        String where = "inputs[" + inputs.size() + "]";
        Input input = new Input();
        long[] shape = new long[4];
        int rank = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> input.name = GrpcMessages.text(in, where + ".name");
                case 2 -> input.datatype = GrpcMessages.text(in, where + ".datatype");
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
                case 5 -> input.contents = in.readByteArray();
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
                case 1 -> name = GrpcMessages.text(in, where + ".name");
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
