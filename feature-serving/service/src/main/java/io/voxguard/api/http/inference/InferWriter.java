package io.voxguard.api.http.inference;

import io.netty.buffer.ByteBuf;
import io.voxguard.api.http.json.JsonBytes;
import io.voxguard.problem.Refused;
import io.voxguard.serving.inference.InferOutcome;
import io.voxguard.serving.tensor.DataType;
import io.voxguard.serving.tensor.Tensor;
import io.voxguard.serving.tensor.TensorBytes;
import io.voxguard.serving.tensor.TensorSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes an answer: JSON, with the outputs in it, or behind it as binary data. */
final class InferWriter {
    private InferWriter() {}

    /**
     * A reply.
     *
     * @param body to be sent and released
     * @param jsonLength how much of it is JSON; -1: all of it
     */
    record Reply(ByteBuf body, int jsonLength) {}

    /** @param classes by output that holds a column a class, the classes; the answer's tensors stay the caller's */
    static Reply write(String model, InferBody body, InferOutcome.Answered answer, Map<String, List<String>> classes) {
        JsonBytes json = JsonBytes.ofThread();
        json.beginObject();
        json.field("model_name");
        json.string(model);
        if (answer.version() != null) {
            json.field("model_version");
            json.string(answer.version());
        }
        String id = body.request().id();
        if (id != null) {
            json.field("id");
            json.string(id);
        }
        json.field("outputs");
        json.beginArray();
        int behind = 0;
        boolean anyBinary = false;
        for (Tensor output : answer.outputs()) {
            boolean binary = body.binary(output.name());
            anyBinary |= binary;
            int size = binary ? TensorBytes.size(output) : 0;
            behind += size;
            output(json, output, binary, size, classes.get(output.name()));
        }
        json.endArray();
        json.endObject();
        int jsonLength = json.size();
        ByteBuf reply = json.copy(behind);
        for (Tensor output : answer.outputs()) {
            if (body.binary(output.name())) {
                TensorBytes.write(output, reply);
            }
        }
        return new Reply(reply, anyBinary ? jsonLength : -1);
    }

    private static void output(
            JsonBytes json, Tensor output, boolean binary, int size, @Nullable List<String> classes) {
        json.beginObject();
        json.field("name");
        json.string(output.name());
        json.field("datatype");
        json.string(output.type().name());
        json.field("shape");
        json.beginArray();
        for (int i = 0; i < output.shape().rank(); i++) {
            json.number(output.shape().dimension(i));
        }
        json.endArray();
        if (binary || classes != null) {
            json.field("parameters");
            json.beginObject();
            if (binary) {
                json.field("binary_data_size");
                json.number((long) size);
            }
            if (classes != null) {
                json.field("classes");
                json.string(String.join(",", classes));
            }
            json.endObject();
        }
        if (!binary) {
            json.field("data");
            json.beginArray();
            data(json, output);
            json.endArray();
        }
        json.endObject();
    }

    /** NaN is null, as it is in requests. */
    private static void data(JsonBytes json, Tensor output) {
        if (output.type() == DataType.FP16) {
            throw Refused.invalid(
                    TensorSpec.output(output.name()), "FP16 as binary data: JSON has no such numbers", "JSON");
        }
        if (output.type() == DataType.BYTES) {
            for (byte[] string : output.strings()) {
                json.string(string, 0, string.length);
            }
            return;
        }
        ByteBuf data = output.data();
        int at = data.readerIndex();
        int size = output.type().size();
        for (int i = 0; i < output.elements(); i++, at += size) {
            switch (output.type()) {
                case FP32 -> {
                    float value = data.getFloatLE(at);
                    checkFinite(value, output, i);
                    json.number(value);
                }
                case FP64 -> {
                    double value = data.getDoubleLE(at);
                    checkFinite(value, output, i);
                    json.number(value);
                }
                case BOOL -> json.bool(data.getByte(at) != 0);
                case UINT8 -> json.number((long) data.getUnsignedByte(at));
                case UINT16 -> json.number((long) data.getUnsignedShortLE(at));
                case UINT32 -> json.number(data.getUnsignedIntLE(at));
                case UINT64 -> json.raw(JsonBytes.ascii(Long.toUnsignedString(data.getLongLE(at))));
                case INT8 -> json.number((long) data.getByte(at));
                case INT16 -> json.number((long) data.getShortLE(at));
                case INT32 -> json.number((long) data.getIntLE(at));
                default -> json.number(data.getLongLE(at));
            }
        }
    }

    /** @throws Refused for an infinity: a word for it is no JSON, and a huge number would be another answer */
    private static void checkFinite(double value, Tensor output, int position) {
        if (Double.isInfinite(value)) {
            throw Refused.invalid(
                    TensorSpec.output(output.name()),
                    "finite numbers; infinity comes as binary data (parameters.binary_data: true), JSON has none",
                    value + " at position " + position);
        }
    }
}
