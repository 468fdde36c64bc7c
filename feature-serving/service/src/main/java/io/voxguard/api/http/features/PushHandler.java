package io.voxguard.api.http.features;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.voxguard.api.features.FeastSettings;
import io.voxguard.api.features.Features;
import io.voxguard.api.features.FeaturesSettings;
import io.voxguard.api.http.exchange.Exchange;
import io.voxguard.api.http.json.JsonBytes;
import io.voxguard.api.metrics.FeatureMetrics;
import io.voxguard.serving.ingest.RowResult;
import jakarta.inject.Singleton;
import java.time.Clock;
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
    private final Features features;
    private final FeaturesSettings settings;
    private final FeatureMetrics metrics;
    private final boolean likeFeast;
    private final Clock clock;

    PushHandler(
            PushRequestReader reader,
            Features features,
            FeaturesSettings settings,
            FeastSettings feast,
            FeatureMetrics metrics,
            Clock clock) {
        this.reader = reader;
        this.features = features;
        this.settings = settings;
        this.likeFeast = feast.compatibleStatuses();
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Writes the rows of a push source. */
    public void push(Exchange exchange, byte[] body) {
        Features.State state = features.now();
        write(exchange, state, reader.push(body, state), NOTHING);
    }

    /** Writes the rows of a feature view. */
    public void write(Exchange exchange, byte[] body) {
        Features.State state = features.now();
        write(exchange, state, reader.write(body, state), NULL);
    }

    private void write(Exchange exchange, Features.State state, PushRequest push, byte[] answerOfFeast) {
        state.ingest()
                .write(push.views(), push.frame(), clock.millis(), settings.writeDeadline())
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
            metrics.written(result.view(), result.outcome());
            settled &= result.outcome().settled();
        }
        if (settled && likeFeast) {
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
