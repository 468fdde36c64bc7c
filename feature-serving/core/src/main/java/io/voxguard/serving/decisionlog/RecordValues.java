package io.voxguard.serving.decisionlog;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.voxguard.catalogue.document.InvalidDocument;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the values of a record's fields, each of which the parser stands on. Every method throws {@link InvalidDocument}, naming the field, for a value of another type. */
final class RecordValues {
    private RecordValues() {}

    static String text(JsonParser json, String field) throws IOException {
        expect(json.currentToken() == JsonToken.VALUE_STRING, json, field, "a text");
        return json.getText();
    }

    static long integer(JsonParser json, String field) throws IOException {
        expect(json.currentToken() == JsonToken.VALUE_NUMBER_INT, json, field, "an integer");
        return json.getLongValue();
    }

    static int smallInteger(JsonParser json, String field) throws IOException {
        long value = integer(json, field);
        if (value != (int) value) {
            throw new InvalidDocument(field + ": expected an integer of 32 bits, got " + value);
        }
        return (int) value;
    }

    /** Reads a number; null is NaN. */
    static float number(JsonParser json, String field) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return Float.NaN;
        }
        expect(json.currentToken().isNumeric(), json, field, "a number or null");
        return json.getFloatValue();
    }

    static List<String> texts(JsonParser json, String field) throws IOException {
        String expected = "a list of texts";
        expect(json.currentToken() == JsonToken.START_ARRAY, json, field, expected);
        List<String> texts = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(json.currentToken() == JsonToken.VALUE_STRING, json, field, expected);
            texts.add(json.getText());
        }
        return texts;
    }

    static Map<String, String> textsByName(JsonParser json, String field) throws IOException {
        startObject(json, field);
        Map<String, String> texts = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            texts.put(name, text(json, field + "." + name));
        }
        return texts;
    }

    static void startObject(JsonParser json, String field) {
        expect(json.currentToken() == JsonToken.START_OBJECT, json, field, "an object");
    }

    private static void expect(boolean met, JsonParser json, String field, String expected) {
        if (!met) {
            throw new InvalidDocument(field + ": expected " + expected + ", got " + shown(json.currentToken()));
        }
    }

    private static String shown(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> "a text";
            case VALUE_NUMBER_INT -> "an integer";
            case VALUE_NUMBER_FLOAT -> "a number with a fraction";
            case VALUE_TRUE, VALUE_FALSE -> "a flag";
            default -> "null";
        };
    }
}
