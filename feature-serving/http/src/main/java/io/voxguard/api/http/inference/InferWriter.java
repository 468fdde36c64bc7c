package io.voxguard.api.http.inference;

import io.netty.buffer.ByteBuf;
import io.voxguard.api.http.json.JsonBytes;
import io.voxguard.problem.Refused;
import io.voxguard.serving.inference.InferOutcome;
import io.voxguard.serving.tensor.Tensor;
import io.voxguard.serving.tensor.TensorBytes;
import io.voxguard.serving.tensor.TensorSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes an answer: JSON, with the outputs in it or following it as binary data. */
final class InferWriter {
    private InferWriter() {}

    /**
     * A reply.
     *
     * @param body to be sent and released
     * @param jsonLength bytes of it that are JSON; -1: all of them
     */
    record Reply(ByteBuf body, int jsonLength) {}

    /**
     * Writes an answer, whose tensors stay the caller's.
     *
     * @param classes the classes of each output that has a column for each of them
     */
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

    /** Writes the elements; NaN as null, as it is in requests. */
    private static void data(JsonBytes json, Tensor output) {
        switch (output.type()) {
            case BYTES -> output.strings().forEach(string -> json.string(string, 0, string.length));
            case FP16 ->
                throw Refused.invalid(
                        TensorSpec.output(output.name()), "FP16 as binary data: JSON has no such numbers", "JSON");
            case BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, FP32, FP64 -> numbers(json, output);
        }
    }

    private static void numbers(JsonBytes json, Tensor output) {
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
                case INT64 -> json.number(data.getLongLE(at));
                case FP16, BYTES -> throw new IllegalStateException(output.type() + " is no number of JSON");
            }
        }
    }

    /** @throws Refused for an infinity, which JSON does not have */
    private static void checkFinite(double value, Tensor output, int position) {
        if (Double.isInfinite(value)) {
            throw Refused.invalid(
                    TensorSpec.output(output.name()),
                    "finite numbers; infinity comes as binary data (parameters.binary_data: true), JSON has none",
                    value + " at position " + position);
        }
    }
}
