package io.voxguard.api.http.features;

import io.netty.buffer.ByteBuf;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.voxguard.api.features.FeastSettings;
import io.voxguard.api.features.Features;
import io.voxguard.api.features.FeaturesSettings;
import io.voxguard.api.http.exchange.PiecewiseReply;
import io.voxguard.api.http.exchange.Replies;
import io.voxguard.api.metrics.FeatureMetrics;
import io.voxguard.problem.Refused;
import io.voxguard.serving.feature.FeatureRows;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/** {@code POST /get-online-features}: on the event loop from the request's bytes to the reply's, in pieces where the reply is large. */
@Singleton
final class FeaturesRoutes {
    private static final String PATH = "/get-online-features";

    private final FeaturesRequestReader reader;
    private final Features features;
    private final FeaturesSettings settings;
    private final FeatureBodies bodies;
    private final FeatureMetrics metrics;
    private final Replies replies;
    private final boolean likeFeast;
    private final Clock clock;

    FeaturesRoutes(
            FeaturesRequestReader reader,
            Features features,
            FeaturesSettings settings,
            FeastSettings feast,
            FeatureBodies bodies,
            FeatureMetrics metrics,
            Replies replies,
            Clock clock) {
        this.reader = reader;
        this.features = features;
        this.settings = settings;
        this.likeFeast = feast.compatibleStatuses();
        this.bodies = bodies;
        this.metrics = metrics;
        this.replies = replies;
        this.clock = clock;
    }

    void register(@Observes Router router) {
        bodies.post(router, PATH, this::read);
    }

    private void read(Exchange exchange, byte[] body) {
        try {
            Features.State state = features.now();
            FeaturesRequest request = reader.read(body, state);
            long asked = System.nanoTime();
            long nowMs = clock.millis();
            Duration left = settings.readDeadline().minusNanos(asked - exchange.startNanos());
            state.retrieval()
                    .read(request.plan(), request.entities(), nowMs, left)
                    .whenComplete((rows, fault) -> exchange.onLoop(() -> {
                        if (fault != null) {
                            replies.fault(exchange.http(), PATH, fault);
                        } else {
                            answer(exchange, request, rows, nowMs, System.nanoTime() - asked);
                        }
                    }));
        } catch (Refused refused) {
            exchange.onLoop(() -> replies.refuse(exchange.http(), PATH, refused));
        } catch (RuntimeException fault) {
            exchange.onLoop(() -> replies.fault(exchange.http(), PATH, fault));
        }
    }

    private void answer(Exchange exchange, FeaturesRequest request, FeatureRows rows, long nowMs, long nanos) {
        if (!rows.delivered()) {
            replies.refuse(exchange.http(), PATH, StoreFaults.of(rows.storeOutcome(), settings.readDeadline()));
            return;
        }
        try {
            metrics.read(request.plan(), rows, nowMs, nanos);
            FeaturesReply reply = new FeaturesReply(request, rows, likeFeast, metrics);
            ByteBuf first =
                    reply.chunk(isSentWhole(exchange.http().request()) ? Integer.MAX_VALUE : FeaturesReply.PIECE);
            if (reply.more()) {
                pieces(exchange, reply, first);
            } else {
                replies.json(exchange.http(), PATH, 200, first);
            }
        } catch (RuntimeException fault) {
            replies.fault(exchange.http(), PATH, fault);
        }
    }

    /** Whether the client cannot take pieces: HTTP/1.0 has none, and compressed replies are sent whole. */
    private static boolean isSentWhole(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_1_0 || Replies.refusesIdentity(request);
    }

    private void pieces(Exchange exchange, FeaturesReply reply, ByteBuf first) {
        replies.counted(PATH, 200);
        HttpServerResponse response = exchange.http().response();
        response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, Replies.JSON);
        new PiecewiseReply(response, exchange.loop(), reply).send(first);
    }
}
