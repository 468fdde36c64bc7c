package io.voxguard.api.http.inference;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.netty.buffer.ByteBuf;
import io.voxguard.api.http.json.JsonValues;
import io.voxguard.problem.Refused;
import io.voxguard.serving.tensor.DataType;
import io.voxguard.serving.tensor.Shape;
import io.voxguard.serving.tensor.Tensor;
import io.voxguard.serving.tensor.TensorBytes;
import io.voxguard.serving.tensor.TensorJson;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads one input of a request. Its data is read at once when name, datatype and shape precede it, else once they are known. */
final class InputReader {
    private static final int ORDINARY_RANK = 2;

    private final byte[] body;
    private final int position;
    private @Nullable String name;
    private @Nullable DataType type;
    private @Nullable Shape shape;
    private @Nullable Tensor tensor;
    private int dataFrom = -1;
    private int dataEnd;
    private long binarySize = -1;

    InputReader(byte[] body, int position) {
        this.body = body;
        this.position = position;
    }

    void field(JsonParser json, String field) throws IOException {
        switch (field) {
            case "name" -> {
                String shared = JsonValues.sharedText(json);
                name = shared == null ? JsonValues.text(json, named() + ".name", "the name of an input") : shared;
            }
            case "datatype" -> type = datatype(json);
            case "shape" -> shape = shape(json);
            case "data" -> data(json);
            case "parameters" -> parameters(json);
            default -> json.skipChildren();
        }
    }

    private DataType datatype(JsonParser json) throws IOException {
        String shared = JsonValues.sharedText(json);
        String text = shared == null
                ? JsonValues.text(json, named() + ": datatype", "a datatype of the protocol, as FP32")
                : shared;
        DataType known = DataType.named(text).orElse(null);
        return known == null ? TensorRules.type(text, named()) : known;
    }

    private Shape shape(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw JsonValues.wrong(json, named() + ": shape", TensorRules.EXPECTED_SHAPE);
        }
        long[] dimensions = new long[ORDINARY_RANK];
        int rank = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            boolean whole = json.currentToken() == JsonToken.VALUE_NUMBER_INT
                    && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
            if (!whole || rank == TensorRules.MAX_RANK) {
                throw json.currentToken() == null
                        ? Refused.invalid(named() + ": shape", TensorRules.EXPECTED_SHAPE, "the end of the body")
                        : JsonValues.wrong(json, named() + ": shape", TensorRules.EXPECTED_SHAPE);
            }
            if (rank == dimensions.length) {
                dimensions = Arrays.copyOf(dimensions, TensorRules.MAX_RANK);
            }
            dimensions[rank++] = json.getLongValue();
        }
        Shape whole = Shape.of(rank == dimensions.length ? dimensions : Arrays.copyOf(dimensions, rank));
        return whole.isRequestable() ? whole : TensorRules.shape(whole.toArray(), named());
    }

    private void parameters(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (json.currentToken() != JsonToken.START_OBJECT) {
            InferReader.object(json, named() + ": parameters");
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            if (field.equals("binary_data_size")) {
                String expected = "a whole number of bytes, at least 0";
                boolean whole = json.currentToken() == JsonToken.VALUE_NUMBER_INT
                        && json.getNumberType() == JsonParser.NumberType.INT
                        && json.getLongValue() >= 0;
                if (!whole) {
                    throw JsonValues.wrong(json, named() + ": binary_data_size", expected);
                }
                binarySize = json.getLongValue();
            } else {
                InferReader.other(json, named() + ": parameters", field);
            }
        }
    }

    private void data(JsonParser json) throws IOException {
        if (tensor != null || dataFrom >= 0) {
            throw Refused.invalid(named() + ": data", "one field", "a duplicate field");
        }
        if (name != null && type != null && shape != null) {
            tensor = TensorJson.read(json, body, name, named(), type, shape);
            return;
        }
        dataFrom = (int) json.currentTokenLocation().getByteOffset();
        json.skipChildren();
        dataEnd = (int) json.currentLocation().getByteOffset();
    }

    /** @param behind the binary data that no input has taken yet */
    Tensor tensor(ByteBuf behind) throws IOException {
        if (name == null) {
            throw Refused.invalid(named() + ": name", "the name of an input", "nothing");
        }
        if (type == null) {
            throw Refused.invalid(named() + ": datatype", "a datatype of the protocol, as FP32", "nothing");
        }
        if (shape == null) {
            throw Refused.invalid(named() + ": shape", "a list of whole numbers", "nothing");
        }
        boolean given = tensor != null || dataFrom >= 0;
        if (given == (binarySize >= 0)) {
            throw Refused.invalid(named(), "either data or parameters.binary_data_size", given ? "both" : "neither");
        }
        if (tensor != null) {
            return tensor;
        }
        if (dataFrom >= 0) {
            return TensorJson.read(body, dataFrom, dataEnd - dataFrom, name, named(), type, shape);
        }
        if (binarySize > behind.readableBytes()) {
            throw Refused.invalid(
                    named() + ": binary_data_size",
                    "at most the " + behind.readableBytes() + " bytes that are left of the body",
                    Long.toString(binarySize));
        }
        return TensorBytes.read(behind.readSlice((int) binarySize), name, named(), type, shape);
    }

    private String named() {
        return TensorRules.named(name, position);
    }

    /** Gives back the memory of an input whose request turned out to be wrong. */
    void close() {
        if (tensor != null) {
            tensor.close();
        }
    }
}
