package io.voxguard.api.http.limits;

import io.netty.buffer.ByteBuf;
import io.voxguard.api.http.json.JsonBytes;
import io.voxguard.serving.limit.LimitVerdict;
import io.voxguard.serving.limit.RateLimit;
import java.util.List;
import java.util.OptionalLong;

/** Writes verdicts as JSON. */
final class LimitReply {
    private LimitReply() {}

    static ByteBuf single(LimitVerdict verdict) {
        JsonBytes json = JsonBytes.ofThread();
        write(json, verdict);
        return json.copy();
    }

    static ByteBuf list(List<LimitVerdict> verdicts) {
        JsonBytes json = JsonBytes.ofThread();
        json.beginObject();
        json.field("results");
        json.beginArray();
        for (LimitVerdict verdict : verdicts) {
            write(json, verdict);
        }
        json.endArray();
        json.endObject();
        return json.copy();
    }

    static ByteBuf reset(String limit, int keys) {
        JsonBytes json = JsonBytes.ofThread();
        json.beginObject();
        json.field("limit");
        json.string(limit);
        json.field("reset");
        json.number((long) keys);
        json.endObject();
        return json.copy();
    }

    private static void write(JsonBytes json, LimitVerdict verdict) {
        json.beginObject();
        json.field("limit");
        json.string(verdict.group().limit().name());
        json.field("allowed");
        json.bool(verdict.allowed());
        number(json, "remaining", verdict.remaining());
        number(json, "retry_after_ms", verdict.retryAfterMs());
        number(json, "reset_after_ms", verdict.resetAfterMs());
        RateLimit refusedBy = verdict.refusedBy();
        if (refusedBy != null) {
            json.field("refused_by");
            json.string(refusedBy.name());
        }
        if (verdict.group().anyShadow() && !verdict.degraded()) {
            json.field("shadow");
            json.string(verdict.shadowRefused() ? "refused" : "allowed");
        }
        json.field("degraded");
        json.bool(verdict.degraded());
        json.endObject();
    }

    private static void number(JsonBytes json, String name, OptionalLong number) {
        json.field(name);
        if (number.isPresent()) {
            json.number(number.getAsLong());
        } else {
            json.nothing();
        }
    }
}
