package io.voxguard.serving.value;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.voxguard.problem.Refused;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as plain values: String, Long (BigInteger beyond), Double ({@link HugeNumber} beyond), Boolean, List, Map, null. */
public final class PlainJson {
    private static final JsonFactory JSON = new JsonFactory();

    private PlainJson() {}

    /** Reads the value that the parser stands on; afterwards it stands on its last token. */
    public static @Nullable Object read(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_STRING -> json.getText();
            case VALUE_NUMBER_INT ->
                json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? json.getBigIntegerValue()
                        : (Object) json.getLongValue();
            case VALUE_NUMBER_FLOAT -> {
                double value = json.getDoubleValue();
                yield Double.isFinite(value) ? (Object) value : new HugeNumber(json.getText());
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    list.add(read(json));
                }
                yield list;
            }
            case START_OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    json.nextToken();
                    map.put(name, read(json));
                }
                yield map;
            }
            case null, default -> throw new IOException("a value that does not end");
        };
    }

    /** A number that no double holds, as 1e400: as it was written, and a value of no type. */
    public record HugeNumber(String text) {
        @Override
        public String toString() {
            return text;
        }
    }

    /** @throws Refused when the text is not one JSON value */
    static @Nullable Object parse(String text) {
        try (JsonParser json = JSON.createParser(text)) {
            json.nextToken();
            Object value = read(json);
            if (json.nextToken() == null) {
                return value;
            }
        } catch (IOException e) {
            // told below
        }
        throw Refused.ofValue("JSON", text);
    }
}
