package io.voxguard.api.http.features;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voxguard.api.features.Features;
import io.voxguard.api.http.exchange.Exchange;
import io.voxguard.api.http.json.JsonBytes;
import io.voxguard.serving.ingest.RowResult;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Writes rows of features. The reply has the outcome of each row and view; it is 503 when the store did not confirm one of them, and the whole may be sent again.
 */
@Singleton
public final class PushHandler {
    /** Feast's server answers nothing to a push, and null to a write. */
    private static final byte[] NOTHING = {};

    private static final byte[] NULL = JsonBytes.ascii("null");

    private final PushRequestReader reader;
    private final FeatureAccess access;

    PushHandler(PushRequestReader reader, FeatureAccess access) {
        this.reader = reader;
        this.access = access;
    }

    /** Writes the rows of a push source. */
    public void push(Exchange exchange, byte[] body) {
        Features.State state = access.features().now();
        write(exchange, state, reader.push(body, state), NOTHING);
    }

    /** Writes the rows of a feature view. */
    public void write(Exchange exchange, byte[] body) {
        Features.State state = access.features().now();
        write(exchange, state, reader.write(body, state), NULL);
    }

    private void write(Exchange exchange, Features.State state, PushRequest push, byte[] answerOfFeast) {
        state.ingest()
                .write(
                        push.views(),
                        push.frame(),
                        access.clock().millis(),
                        access.settings().writeDeadline())
                .whenComplete((results, fault) -> exchange.onLoop(() -> {
                    if (fault != null) {
                        exchange.fault(fault);
                    } else {
                        answer(exchange, results, answerOfFeast);
                    }
                }));
    }

    private void answer(Exchange exchange, List<RowResult> results, byte[] answerOfFeast) {
        boolean settled = true;
        for (RowResult result : results) {
            access.metrics().written(result.view(), result.outcome());
            settled &= result.outcome().settled();
        }
        if (settled && access.likeFeast()) {
            exchange.reply(200, Unpooled.wrappedBuffer(answerOfFeast));
        } else {
            exchange.reply(settled ? 200 : 503, body(results));
        }
    }

    private static ByteBuf body(List<RowResult> results) {
        JsonBytes json = JsonBytes.ofThread();
        json.beginObject();
        json.field("results");
        json.beginArray();
        for (RowResult result : results) {
            json.beginObject();
            json.field("row");
            json.number((long) result.row());
            json.field("view");
            json.string(result.view());
            json.field("status");
            json.string(result.outcome().label());
            json.endObject();
        }
        json.endArray();
        json.endObject();
        return json.copy();
    }
}
