package io.voxguard.api.http.exchange;

import io.netty.buffer.ByteBuf;
import io.voxguard.api.http.json.JsonBytes;
import io.voxguard.problem.Problem;

/** Writes the bodies of errors. */
public final class ErrorBody {
    private ErrorBody() {}

    /** Writes status, field, expected, got and message as the field {@code error} of an object. */
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

    /** Returns a body of the Open Inference Protocol, in pooled memory. */
    static ByteBuf ofMessage(String message) {
        JsonBytes json = JsonBytes.ofThread();
        json.beginObject();
        text(json, "error", message);
        json.endObject();
        return json.copy();
    }

    private static void text(JsonBytes json, String name, String text) {
        json.field(name);
        json.string(text);
    }
}
