package io.voxguard.api.http.score;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.voxguard.api.http.json.JsonValues;
import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import io.voxguard.serving.call.CallDraft;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads the fields of one call from a stream of JSON. The parser stands on the value of a field. */
final class CallReader {
    static final String FIELDS = "call_id, caller, callee, trunk, started_at, context";

    private CallReader() {}

    /** Returns false when the field is not one of a call's. */
    static boolean read(JsonParser json, String field, CallDraft call) throws IOException {
        switch (field) {
            case "caller" -> check(call.caller(JsonValues.text(json, field, "a number as a string")));
            case "callee" -> check(call.callee(JsonValues.text(json, field, "a number as a string")));
            case "call_id" -> {
                if (json.currentToken() != JsonToken.VALUE_NULL) {
                    check(call.callId(JsonValues.text(json, field, "a string")));
                }
            }
            case "trunk" -> {
                if (json.currentToken() != JsonToken.VALUE_NULL) {
                    check(call.trunk(JsonValues.text(json, field, "a string")));
                }
            }
            case "started_at" -> {
                if (json.currentToken() != JsonToken.VALUE_NULL) {
                    check(call.startedAt(JsonValues.text(json, field, "RFC 3339 with an offset, as a string")));
                }
            }
            case "context" -> {
                if (json.currentToken() != JsonToken.VALUE_NULL) {
                    context(json, call);
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void context(JsonParser json, CallDraft call) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw JsonValues.wrong(json, "context", "an object of features");
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
