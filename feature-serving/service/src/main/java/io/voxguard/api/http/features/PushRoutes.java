package io.voxguard.api.http.features;

import io.netty.buffer.ByteBuf;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.voxguard.api.features.FeastSettings;
import io.voxguard.api.features.Features;
import io.voxguard.api.features.FeaturesSettings;
import io.voxguard.api.http.exchange.Replies;
import io.voxguard.api.http.json.JsonBytes;
import io.voxguard.api.metrics.FeatureMetrics;
import io.voxguard.problem.Refused;
import io.voxguard.serving.ingest.RowResult;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/**
 * {@code POST /push} and {@code POST /write-to-online-store}. The reply says of each row and view what became of it; 503 where the store has not
 * decided about one of them, and the whole may be sent again.
 */
@Singleton
final class PushRoutes {
    private static final String PUSH = "/push";
    /** What Feast's server answers: nothing to a push, null to a write. */
    private static final byte[] NOTHING = {};

    private static final byte[] NULL = JsonBytes.ascii("null");

    private final PushRequestReader reader;
    private final Features features;
    private final FeaturesSettings settings;
    private final FeatureBodies bodies;
    private final FeatureMetrics metrics;
    private final Replies replies;
    private final boolean likeFeast;
    private final Clock clock;

    PushRoutes(
            PushRequestReader reader,
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
        route(router, PUSH, reader::push);
        route(router, "/write-to-online-store", reader::write);
    }

    private interface Reading {
        PushRequest of(byte[] body, Features.State state);
    }

    private void route(Router router, String path, Reading reading) {
        bodies.post(router, path, (exchange, body) -> write(exchange, path, body, reading));
    }

    private void write(Exchange exchange, String path, byte[] body, Reading reading) {
        try {
            Features.State state = features.now();
            PushRequest push = reading.of(body, state);
            state.ingest()
                    .write(push.views(), push.frame(), clock.millis(), settings.writeDeadline())
                    .whenComplete((results, fault) -> exchange.onLoop(() -> {
                        if (fault != null) {
                            replies.fault(exchange.http(), path, fault);
                        } else {
                            answer(exchange.http(), path, results);
                        }
                    }));
        } catch (Refused refused) {
            exchange.onLoop(() -> replies.refuse(exchange.http(), path, refused));
        } catch (RuntimeException fault) {
            exchange.onLoop(() -> replies.fault(exchange.http(), path, fault));
        }
    }

    private void answer(RoutingContext http, String path, List<RowResult> results) {
        boolean settled = true;
        for (RowResult result : results) {
            metrics.written(result.view(), result.outcome());
            settled &= result.outcome().settled();
        }
        if (settled && likeFeast) {
            replies.json(http, path, 200, path.equals(PUSH) ? NOTHING : NULL);
        } else {
            replies.json(http, path, settled ? 200 : 503, body(results));
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
