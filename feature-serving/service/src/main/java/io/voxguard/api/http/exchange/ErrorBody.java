package io.voxguard.api.http.exchange;

import io.netty.buffer.ByteBuf;
import io.voxguard.api.http.json.JsonBytes;
import io.voxguard.problem.Problem;

/** The one shape of errors: status, field, expected, got, message. */
public final class ErrorBody {
    private ErrorBody() {}

    static ByteBuf of(int status, Problem error) {
        JsonBytes json = JsonBytes.ofThread();
        json.beginObject();
        writeField(json, status, error);
        json.endObject();
        return json.copy();
    }

    /** Writes it as the field {@code error} of an object. */
    public static void writeField(JsonBytes json, int status, Problem error) {
        json.field("error");
        json.beginObject();
        json.field("status");
        json.number((long) status);
        text(json, "field", error.field());
        text(json, "expected", error.expected());
        text(json, "got", error.got());
        text(json, "message", error.message());
        json.endObject();
    }

    private static void text(JsonBytes json, String name, String text) {
        json.field(name);
        json.string(text);
    }
}
