package io.voxguard.api.http.features;

import io.netty.buffer.ByteBuf;
import io.voxguard.api.features.Features;
import io.voxguard.api.http.exchange.Exchange;
import io.voxguard.api.http.exchange.StoreFaults;
import io.voxguard.serving.feature.FeatureRows;
import io.voxguard.time.Ticker;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Reads online features: on the event loop from the request's bytes to the reply's, in pieces where the reply is large. */
@Singleton
public final class FeaturesHandler {
    private final FeaturesRequestReader reader;
    private final FeatureAccess access;
    private final Ticker ticker;

    FeaturesHandler(FeaturesRequestReader reader, FeatureAccess access, Ticker ticker) {
        this.reader = reader;
        this.access = access;
        this.ticker = ticker;
    }

    /** Answers with the features that a body asks for. */
    public void read(Exchange exchange, byte[] body) {
        long startNanos = ticker.nanos();
        Features.State state = access.features().now();
        FeaturesRequest request = reader.read(body, state);
        long askedNanos = ticker.nanos();
        long nowMs = access.clock().millis();
        Duration left = access.settings().readDeadline().minusNanos(askedNanos - startNanos);
        state.retrieval()
                .read(request.plan(), request.entities(), nowMs, left)
                .whenComplete((rows, fault) -> exchange.onLoop(() -> {
                    if (fault != null) {
                        exchange.fault(fault);
                    } else {
                        long nanos = ticker.nanos() - askedNanos;
                        exchange.attempt(() -> answer(exchange, request, rows, nowMs, nanos));
                    }
                }));
    }

    private void answer(Exchange exchange, FeaturesRequest request, FeatureRows rows, long nowMs, long nanos) {
        if (!rows.delivered()) {
            throw StoreFaults.of(rows.storeOutcome(), access.settings().readDeadline());
        }
        PlanReply plan = PlanReply.of(request.plan(), access.metrics());
        plan.metrics().read(rows, nowMs, nanos);
        FeaturesReply reply = new FeaturesReply(request, rows, access.likeFeast(), plan);
        ByteBuf first = reply.chunk(exchange.needsWholeReply() ? Integer.MAX_VALUE : FeaturesReply.PIECE);
        if (reply.more()) {
            exchange.replyInPieces(first, reply);
        } else {
            rows.close(); // all of it is in the reply
            exchange.reply(200, first);
        }
    }
}
