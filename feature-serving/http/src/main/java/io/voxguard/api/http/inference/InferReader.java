package io.voxguard.api.http.inference;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voxguard.api.http.json.JsonBody;
import io.voxguard.api.http.json.JsonValues;
import io.voxguard.problem.Refused;
import io.voxguard.serving.inference.InferRequest;
import io.voxguard.serving.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one request for inference by streaming: its JSON, and the binary data behind it. */
final class InferReader {
    private static final int MAX_DEPTH = 32;

    /** Literals that JSON does not have are read, so that their error can name the tensor. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final byte[] body;
    private final ByteBuf behind;
    private final List<Tensor> inputs = new ArrayList<>(4);
    private final List<String> outputs = new ArrayList<>(0);
    private final List<String> binary = new ArrayList<>(0);
    /** Outputs without a form of their own: they follow the request's, which may come after them. */
    private final List<String> unsaid = new ArrayList<>(0);

    private boolean allBinary;
    private @Nullable String id;
    private @Nullable String routingKey;
    private boolean strict;
    private long timeoutMicros;

    private InferReader(byte[] body, int jsonLength) {
        this.body = body;
        this.behind = Unpooled.wrappedBuffer(body, jsonLength, body.length - jsonLength);
    }

    /**
     * Reads a body.
     *
     * @param jsonLength bytes of it that are JSON, at most all of them
     */
    static InferBody read(byte[] body, int jsonLength) {
        if (jsonLength > 1 && (body[0] <= 0 || body[1] == 0)) {
            // the parser would take UTF-16 and UTF-32 too, and its positions would not be those of bytes
            throw Refused.invalid("body", "JSON in UTF-8, without a byte order mark", "a byte order mark");
        }
        JsonBody.checkUtf8(body, jsonLength);
        InferBody simple = JsonBody.parseSimple(body, jsonLength, json -> read(json, body, jsonLength));
        if (simple != null) {
            return simple;
        }
        try (JsonParser json = JSON.createParser(body, 0, jsonLength)) {
            return read(json, body, jsonLength);
        } catch (JsonProcessingException e) {
            throw Refused.invalid("body", "well-formed JSON", String.valueOf(e.getOriginalMessage()));
        } catch (IOException e) {
            throw Refused.invalid("body", "JSON in UTF-8", String.valueOf(e.getMessage()));
        }
    }

    private static InferBody read(JsonParser json, byte[] body, int jsonLength) throws IOException {
        InferReader reader = new InferReader(body, jsonLength);
        boolean sound = false;
        try {
            JsonToken first = json.nextToken();
            if (first != JsonToken.START_OBJECT) {
                throw Refused.invalid("body", "a JSON object", first == null ? "nothing" : String.valueOf(first));
            }
            reader.request(json);
            if (json.nextToken() != null) {
                throw Refused.invalid("body", "one JSON object", "more after it");
            }
            if (reader.behind.isReadable()) {
                throw Refused.invalid(
                        "body", "binary data for inputs alone", reader.behind.readableBytes() + " bytes behind it");
            }
            sound = true;
            return reader.done();
        } finally {
            if (!sound) {
                Tensor.closeAll(reader.inputs);
            }
        }
    }

    private InferBody done() {
        if (allBinary) {
            binary.addAll(unsaid);
        }
        InferRequest request = new InferRequest(id, List.copyOf(inputs), List.copyOf(outputs), routingKey, strict);
        return new InferBody(request, timeoutMicros, binary, allBinary);
    }

    private void request(JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            if (value == JsonToken.VALUE_NULL) {
                continue;
            }
            switch (field) {
                case "id" -> id = JsonValues.text(json, "id", "a string");
                case "parameters" -> parameters(json);
                case "inputs" -> {
                    list(json, "inputs");
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        input(json);
                    }
                }
                case "outputs" -> {
                    list(json, "outputs");
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        output(json);
                    }
                }
                default -> json.skipChildren();
            }
        }
    }

    private static void list(JsonParser json, String field) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw JsonValues.wrong(json, field, "a list of tensors");
        }
    }

    private void parameters(JsonParser json) throws IOException {
        object(json, "parameters");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "timeout" -> timeoutMicros = micros(json);
                case "binary_data_output" -> allBinary = JsonValues.flag(json, "parameters.binary_data_output");
                case "routing_key" -> routingKey = JsonValues.text(json, "parameters.routing_key", "a string");
                case "strict" -> strict = JsonValues.flag(json, "parameters.strict");
                default -> other(json, "parameters", field);
            }
        }
    }

    /** Passes over a parameter that is not read here. @throws Refused when that would change the answer */
    static void other(JsonParser json, String where, String name) throws IOException {
        Object value =
                switch (json.currentToken()) {
                    case VALUE_STRING -> json.getText();
                    case VALUE_TRUE -> true;
                    case VALUE_FALSE -> false;
                    case VALUE_NUMBER_INT ->
                        json.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? null : (Object) json.getLongValue();
                    case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
                    case null, default -> null;
                };
        if (json.currentToken() != JsonToken.VALUE_NULL) {
            UnsupportedParameters.check(where, name, value);
        }
        json.skipChildren();
    }

    private static long micros(JsonParser json) throws IOException {
        String expected = "a whole number of microseconds, at least 0";
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
                || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                || json.getLongValue() < 0) {
            throw JsonValues.wrong(json, "parameters.timeout", expected);
        }
        return json.getLongValue();
    }

    private void input(JsonParser json) throws IOException {
        TensorRules.checkCount(inputs.size(), "inputs");
        if (json.currentToken() != JsonToken.START_OBJECT) {
            object(json, "inputs[" + inputs.size() + "]");
        }
        InputReader input = new InputReader(body, inputs.size());
        boolean sound = false;
        try {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                input.field(json, field);
            }
            inputs.add(input.tensor(behind));
            sound = true;
        } finally {
            if (!sound) {
                input.close();
            }
        }
    }

    private void output(JsonParser json) throws IOException {
        TensorRules.checkCount(outputs.size(), "outputs");
        if (json.currentToken() != JsonToken.START_OBJECT) {
            object(json, ofOutput(""));
        }
        String name = null;
        Boolean asBinary = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            if (field.equals("name")) {
                String shared = JsonValues.sharedText(json);
                name = shared == null ? JsonValues.text(json, ofOutput(".name"), "the name of an output") : shared;
            } else if (field.equals("parameters") && value != JsonToken.VALUE_NULL) {
                object(json, ofOutput(".parameters"));
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String parameter = json.currentName();
                    json.nextToken();
                    if (parameter.equals("binary_data")) {
                        asBinary = JsonValues.flag(json, ofOutput(".parameters.binary_data"));
                    } else {
                        other(json, ofOutput(".parameters"), parameter);
                    }
                }
            } else {
                json.skipChildren();
            }
        }
        if (name == null) {
            throw Refused.invalid(ofOutput(".name"), "the name of an output", "nothing");
        }
        outputs.add(name);
        if (asBinary == null) {
            unsaid.add(name);
        } else if (asBinary) {
            binary.add(name);
        }
    }

    /** Returns the name, for messages, of a field of the output that is being read. */
    private String ofOutput(String field) {
        return "outputs[" + outputs.size() + "]" + field;
    }

    static void object(JsonParser json, String field) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            if (json.currentToken() == null) {
                throw Refused.invalid(field, "an object", "the end of the body");
            }
            throw JsonValues.wrong(json, field, "an object");
        }
    }
}
