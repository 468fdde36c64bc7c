package io.voxguard.api.http.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.voxguard.problem.Refused;
import io.voxguard.serving.value.SimpleJsonParser;
import io.voxguard.text.UnicodeText;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads one JSON value of a type, or says which field has another. The parser stands on the value. */
public final class JsonValues {
    private JsonValues() {}

    public static String text(JsonParser json, String field, String expected) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            // half of a surrogate pair can only be written as an escape, which a simple parser does not read
            return json instanceof SimpleJsonParser ? json.getText() : wellFormed(json.getText(), field);
        }
        throw wrong(json, field, expected);
    }

    /** Returns a text that requests repeat, as the name of a model or feature: mostly the same instance. Null where {@link #text} is to be asked. */
    public static @Nullable String sharedText(JsonParser json) throws IOException {
        return json instanceof SimpleJsonParser simple && json.currentToken() == JsonToken.VALUE_STRING
                ? simple.sharedText()
                : null;
    }

    /** Returns the text. @throws Refused when it holds half of a surrogate pair, which would become a question mark in UTF-8 */
    public static String wellFormed(String text, String field) {
        if (UnicodeText.isWellFormed(text)) {
            return text;
        }
        throw Refused.invalid(field, UnicodeText.EXPECTED, '"' + UnicodeText.shown(text) + '"');
    }

    public static boolean flag(JsonParser json, String field) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw wrong(json, field, "true or false");
        };
    }

    public static double number(JsonParser json, String field, String expected) throws IOException {
        if (json.currentToken().isNumeric()) {
            double value = json.getDoubleValue();
            if (Double.isFinite(value)) {
                return value;
            }
        }
        throw wrong(json, field, expected);
    }

    public static Refused wrong(JsonParser json, String field, String expected) throws IOException {
        return Refused.invalid(field, expected, shown(json));
    }

    private static String shown(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> '"' + UnicodeText.shown(json.getText()) + '"';
            default -> json.getText();
        };
    }
}
