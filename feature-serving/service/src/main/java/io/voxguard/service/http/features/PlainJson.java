package io.voxguard.service.http.features;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.voxguard.service.http.BadRequest;
import io.voxguard.service.http.JsonValues;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads JSON values as plain ones: String, Long (BigInteger beyond), Double, Boolean, List, Map, null. The parser stands on the value. */
final class PlainJson {
    private PlainJson() {}

    static @Nullable Object value(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_STRING -> json.getText();
            case VALUE_NUMBER_INT ->
                json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? json.getBigIntegerValue()
                        : (Object) json.getLongValue();
            case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(json));
                }
                yield list;
            }
            case START_OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    json.nextToken();
                    map.put(name, value(json));
                }
                yield map;
            }
            default -> throw new IOException("a value that does not end");
        };
    }

    /** An object of lists that are all of the same length. */
    static Map<String, List<@Nullable Object>> columns(JsonParser json, String field, int mostRows)
            throws IOException, BadRequest {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw JsonValues.wrong(json, field, "an object of lists");
        }
        Map<String, List<@Nullable Object>> columns = new LinkedHashMap<>();
        String first = "";
        int rows = -1;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            String column = field + "." + name;
            json.nextToken();
            List<@Nullable Object> values = column(json, column, mostRows);
            if (rows >= 0 && values.size() != rows) {
                throw BadRequest.of(
                        column, rows + " values, as many as in " + field + "." + first, String.valueOf(values.size()));
            }
            first = rows < 0 ? name : first;
            rows = values.size();
            columns.put(name, values);
        }
        return columns;
    }

    private static List<@Nullable Object> column(JsonParser json, String column, int mostRows)
            throws IOException, BadRequest {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw JsonValues.wrong(json, column, "a list");
        }
        List<@Nullable Object> values = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == null) {
                throw BadRequest.of(column, "a list that ends", "the end of the body");
            }
            if (values.size() == mostRows) {
                throw BadRequest.tooLarge(column, "at most " + mostRows + " values", "more");
            }
            values.add(value(json));
        }
        return values;
    }

    static List<String> texts(JsonParser json, String field) throws IOException, BadRequest {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw JsonValues.wrong(json, field, "a list of strings");
        }
        List<String> texts = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == null) {
                throw BadRequest.of(field, "a list that ends", "the end of the body");
            }
            texts.add(JsonValues.text(json, field + "[" + texts.size() + "]", "a string"));
        }
        return texts;
    }
}
