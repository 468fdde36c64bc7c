package io.voxguard.api.http.features;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.voxguard.api.http.json.JsonValues;
import io.voxguard.problem.Refused;
import io.voxguard.serving.value.PlainJson;
import io.voxguard.serving.value.SimpleJsonParser;
import io.voxguard.text.UnicodeText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads columns: objects of lists. The parser stands on the value. */
final class Columns {
    /** Features that are commonly asked for at once. */
    private static final int ORDINARY_LENGTH = 32;

    private Columns() {}

    /** An object of lists that are all of the same length. */
    static Map<String, List<@Nullable Object>> byName(JsonParser json, String field, int mostRows) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw JsonValues.wrong(json, field, "an object of lists");
        }
        Map<String, List<@Nullable Object>> columns = new LinkedHashMap<>(4); // few entities have more
        String first = "";
        int rows = -1;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            String column = JsonValues.wellFormed(field + "." + name, field);
            json.nextToken();
            List<@Nullable Object> values = column(json, column, mostRows);
            if (rows >= 0 && values.size() != rows) {
                throw Refused.invalid(
                        column, rows + " values, as many as in " + field + "." + first, String.valueOf(values.size()));
            }
            first = rows < 0 ? name : first;
            rows = values.size();
            columns.put(name, values);
        }
        return columns;
    }

    private static List<@Nullable Object> column(JsonParser json, String column, int mostRows) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw JsonValues.wrong(json, column, "a list");
        }
        List<@Nullable Object> values = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == null) {
                throw Refused.invalid(column, "a list that ends", "the end of the body");
            }
            if (values.size() == mostRows) {
                throw Refused.tooLarge(column, "at most " + mostRows + " values", "more");
            }
            values.add(
                    json instanceof SimpleJsonParser && json.currentToken() == JsonToken.VALUE_STRING
                            ? json.getText()
                            : value(json, column + "[" + values.size() + "]"));
        }
        return values;
    }

    private static @Nullable Object value(JsonParser json, String field) throws IOException {
        Object value = PlainJson.read(json);
        if (value instanceof PlainJson.HugeNumber) {
            throw Refused.invalid(field, "a number that fits float64", value.toString());
        }
        if (value instanceof String text) {
            return JsonValues.wellFormed(text, field);
        }
        if (!UnicodeText.isWellFormed(value)) {
            throw Refused.invalid(field, UnicodeText.EXPECTED, "another");
        }
        return value;
    }

    static List<String> texts(JsonParser json, String field) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw JsonValues.wrong(json, field, "a list of strings");
        }
        SimpleJsonParser simple = json instanceof SimpleJsonParser ? (SimpleJsonParser) json : null;
        List<String> known = simple == null ? null : simple.knownTexts();
        if (known != null) {
            return known;
        }
        int start = simple == null ? 0 : simple.tokenStart();
        List<String> texts = new ArrayList<>(ORDINARY_LENGTH);
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == null) {
                throw Refused.invalid(field, "a list that ends", "the end of the body");
            }
            String shared = JsonValues.sharedText(json);
            texts.add(shared == null ? JsonValues.text(json, field + "[" + texts.size() + "]", "a string") : shared);
        }
        return simple == null ? texts : simple.learnTexts(start, texts);
    }
}
