package io.voxguard.api.http.exchange;

import io.netty.buffer.ByteBuf;
import io.voxguard.api.http.json.JsonBytes;
import io.voxguard.problem.Problem;

/** The forms of an error's body. */
public enum ErrorForm {
    /** {@code {"error": {"status": …, "field": …, "expected": …, "got": …, "message": …}}}. */
    FIELDS {
        @Override
        ByteBuf body(int status, Problem error) {
            JsonBytes json = JsonBytes.ofThread();
            json.beginObject();
            ErrorBody.writeField(json, status, error);
            json.endObject();
            return json.copy();
        }
    },
    /** {@code {"error": "…"}}, as the Open Inference Protocol has it. */
    MESSAGE {
        @Override
        ByteBuf body(int status, Problem error) {
            return ErrorBody.ofMessage(error.message());
        }
    };

    /** Returns the body of an error, in pooled memory. */
    abstract ByteBuf body(int status, Problem error);
}
