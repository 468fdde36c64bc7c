package io.voxguard.api.http.score;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.voxguard.api.http.json.JsonValues;
import io.voxguard.catalogue.call.CallField;
import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import io.voxguard.serving.call.CallDraft;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads the fields of one call from a stream of JSON. The parser stands on the value of a field. */
final class CallReader {
    private static final String CONTEXT = "context";

    /** Names of a call's fields, for messages. */
    static final String FIELDS = String.join(", ", CallField.labels()) + ", " + CONTEXT;

    private CallReader() {}

    /** Returns false when the field is not one of a call's. */
    static boolean read(JsonParser json, String name, CallDraft call) throws IOException {
        CallField field = CallField.named(name).orElse(null);
        boolean absent = json.currentToken() == JsonToken.VALUE_NULL;
        if (field != null) {
            if (!absent || field.isRequired()) {
                // calls share their trunks, and little else
                String shared = field == CallField.TRUNK ? JsonValues.sharedText(json) : null;
                check(call.set(field, shared == null ? JsonValues.text(json, name, field.expectedText()) : shared));
            }
        } else if (!name.equals(CONTEXT)) {
            return false;
        } else if (!absent) {
            context(json, call);
        }
        return true;
    }

    private static void context(JsonParser json, CallDraft call) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw JsonValues.wrong(json, CONTEXT, "an object of features");
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            check(call.override(
                    name,
                    switch (value) {
                        case VALUE_NULL -> Double.NaN;
                        case VALUE_TRUE -> 1;
                        case VALUE_FALSE -> 0;
                        default -> JsonValues.number(json, "context." + name, "a number, true, false or null");
                    }));
        }
    }

    private static void check(@Nullable Problem error) {
        if (error != null) {
            throw new Refused(Refused.Kind.INVALID, error);
        }
    }
}
