package io.voxguard.serving.tensor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.netty.buffer.ByteBuf;
import io.voxguard.problem.Refused;
import io.voxguard.serving.value.SimpleJsonParser;
import io.voxguard.text.UnicodeText;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the {@code data} of a tensor: flat, or nested as its shape says. Memory grows with what comes, not with what a shape claims. */
public final class TensorJson {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int FIRST_BYTES = 1024;
    private static final int SHOWN = 40;

    private final JsonParser json;
    private final String field;
    private final DataType type;
    private final Shape shape;
    private final int elements;
    private final @Nullable ByteBuf data;
    private final List<byte[]> strings;
    private int count;

    private TensorJson(JsonParser json, String field, DataType type, Shape shape) {
        this.json = json;
        this.field = field;
        this.type = type;
        this.shape = shape;
        this.elements = shape.elements();
        this.data = type == DataType.BYTES ? null : Tensor.memory(Math.min(FIRST_BYTES, elements * type.size()));
        this.strings = type == DataType.BYTES ? new ArrayList<>(Math.min(elements, FIRST_BYTES)) : List.of();
    }

    /**
     * Reads the value that the parser stands on, to its end.
     *
     * @param field the tensor as error messages name it
     * @param shape checked: {@link Shape#isRequestable()}
     */
    public static Tensor read(JsonParser json, String name, String field, DataType type, Shape shape)
            throws IOException {
        TensorJson reading = new TensorJson(json, field, type, shape);
        boolean sound = false;
        try {
            Tensor tensor = reading.whole(name);
            sound = true;
            return tensor;
        } finally {
            if (!sound && reading.data != null) {
                reading.data.release();
            }
        }
    }

    /**
     * The same, where the body that the parser reads is at hand: numbers are then read from its bytes.
     *
     * @param body the whole of what the parser was made on
     */
    public static Tensor read(JsonParser json, byte[] body, String name, String field, DataType type, Shape shape)
            throws IOException {
        boolean numbers = type == DataType.FP32 || type == DataType.FP64;
        SimpleJsonParser simple = json instanceof SimpleJsonParser one ? one : null;
        int from = simple == null ? (int) json.currentTokenLocation().getByteOffset() : simple.tokenStart();
        if (!numbers || from < 0 || json.currentToken() != JsonToken.START_ARRAY) {
            return read(json, name, field, type, shape);
        }
        ByteBuf data = Tensor.memory(Math.min(FIRST_BYTES, shape.elements() * type.size()));
        boolean plain = false;
        try {
            int behind = JsonFloats.read(body, from, type, shape, data);
            if (behind >= 0) {
                if (simple == null) {
                    json.skipChildren();
                } else {
                    simple.leaveArray(behind);
                }
                plain = true;
                return Tensor.of(name, type, shape, data);
            }
        } finally {
            if (!plain) {
                data.release();
            }
        }
        return read(json, name, field, type, shape);
    }

    /** The same of a piece of JSON that holds the value alone. */
    public static Tensor read(byte[] body, int from, int length, String name, String field, DataType type, Shape shape)
            throws IOException {
        try (JsonParser json = JSON.createParser(body, from, length)) {
            json.nextToken();
            return read(json, name, field, type, shape);
        }
    }

    private Tensor whole(String name) throws IOException {
        if (json.currentToken() == JsonToken.START_ARRAY) {
            array(0);
        } else if (shape.rank() == 0) {
            element(json.currentToken());
        } else {
            throw wrong("data: a list", json.currentToken() == null ? "nothing" : json.getText());
        }
        if (count != elements) {
            throw wrong("data: " + elements + " values for shape " + shape, String.valueOf(count));
        }
        return data == null ? Tensor.ofStrings(name, shape, strings) : Tensor.of(name, type, shape, data);
    }

    /** A list at that depth: of values at any depth where the whole is flat, else of lists until the last dimension. */
    private void array(int depth) throws IOException {
        boolean nested = false;
        int members = 0;
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token == JsonToken.START_ARRAY) {
                if (depth + 1 >= shape.rank() || (members > 0 && !nested)) {
                    throw wrong("data: flat, or nested as shape " + shape, "a list at depth " + (depth + 1));
                }
                nested = true;
                array(depth + 1);
            } else if (nested) {
                throw wrong("data: flat, or nested as shape " + shape, "a value beside a list");
            } else {
                element(token);
            }
            members++;
        }
        boolean flat = depth == 0 && !nested;
        if (!flat && members != shape.dimension(depth) || !nested && depth > 0 && depth != shape.rank() - 1) {
            throw wrong("data: flat, or nested as shape " + shape, members + " members at depth " + (depth + 1));
        }
    }

    private void element(@Nullable JsonToken token) throws IOException {
        if (token == null) {
            throw wrong("data: a list that ends", "the end of the body");
        }
        if (++count > elements) {
            throw wrong("data: " + elements + " values for shape " + shape, "more");
        }
        ByteBuf to = data;
        if (to == null) {
            if (token != JsonToken.VALUE_STRING) {
                throw wrongElement();
            }
            String text = json.getText();
            if (!UnicodeText.isWellFormed(text)) {
                throw wrong("data: " + UnicodeText.EXPECTED, shown(UnicodeText.shown(text)));
            }
            strings.add(text.getBytes(StandardCharsets.UTF_8));
            return;
        }
        switch (type) {
            case FP32 -> to.writeFloatLE(real());
            case FP64 -> to.writeDoubleLE(wide());
            case FP16 -> throw wrong("FP16 as binary data: JSON has no such numbers", "JSON data");
            case BOOL -> to.writeByte(flag(token) ? 1 : 0);
            case UINT64 -> to.writeLongLE(unsigned());
            case UINT8, INT8 -> to.writeByte((int) integer());
            case UINT16, INT16 -> to.writeShortLE((int) integer());
            case UINT32, INT32 -> to.writeIntLE((int) integer());
            case INT64 -> to.writeLongLE(integer());
            case BYTES -> throw new IllegalStateException("strings are read above");
        }
    }

    private float real() throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return Float.NaN;
        }
        if (json.currentToken().isNumeric()) {
            float value = json.getFloatValue();
            if (Float.isFinite(value)) {
                return value;
            }
        }
        throw wrongElement();
    }

    private double wide() throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return Double.NaN;
        }
        if (json.currentToken().isNumeric()) {
            double value = json.getDoubleValue();
            if (Double.isFinite(value)) {
                return value;
            }
        }
        throw wrongElement();
    }

    private boolean flag(JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> integer() == 1;
        };
    }

    private long integer() throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT
                && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            long value = json.getLongValue();
            if (value >= type.least() && value <= type.most()) {
                return value;
            }
        }
        throw wrongElement();
    }

    private long unsigned() throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            BigInteger value = json.getBigIntegerValue();
            if (value.signum() >= 0 && value.bitLength() <= Long.SIZE) {
                return value.longValue();
            }
        }
        throw wrongElement();
    }

    private Refused wrongElement() throws IOException {
        return wrong("data: " + type.expected(), shown(json.getText()));
    }

    private String shown(String got) {
        return UnicodeText.start(got, SHOWN) + " at position " + (count - 1);
    }

    private Refused wrong(String expected, String got) {
        return Refused.invalid(field, expected, got);
    }
}
