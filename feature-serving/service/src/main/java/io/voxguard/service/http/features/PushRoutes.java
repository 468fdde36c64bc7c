package io.voxguard.service.http.features;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Context;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.voxguard.service.features.FeastSettings;
import io.voxguard.service.features.Features;
import io.voxguard.service.features.FeaturesSettings;
import io.voxguard.service.http.BadRequest;
import io.voxguard.service.http.LargeBatches;
import io.voxguard.service.http.Replies;
import io.voxguard.service.http.RequestBody;
import io.voxguard.service.metrics.FeatureMetrics;
import io.voxguard.serving.ingest.BadFrame;
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
    private final LargeBatches workers;
    private final FeatureMetrics metrics;
    private final Replies replies;
    private final boolean likeFeast;
    private final Clock clock = Clock.systemUTC();

    PushRoutes(
            PushRequestReader reader,
            Features features,
            FeaturesSettings settings,
            FeastSettings feast,
            LargeBatches workers,
            FeatureMetrics metrics,
            Replies replies) {
        this.reader = reader;
        this.features = features;
        this.settings = settings;
        this.likeFeast = feast.compatibleStatuses();
        this.workers = workers;
        this.metrics = metrics;
        this.replies = replies;
    }

    void register(@Observes Router router) {
        route(router, PUSH, reader::push);
        route(router, "/write-to-online-store", reader::write);
    }

    private interface Reading {
        PushRequest of(byte[] body, Features.State state) throws BadRequest;
    }

    private void route(Router router, String path, Reading reading) {
        router.route(HttpMethod.POST, path)
                .handler(http -> RequestBody.read(
                        http.request(),
                        settings.maxBody(),
                        body -> taken(http, path, body, reading),
                        refused -> replies.refuse(http, path, refused)));
        router.route(path).handler(http -> replies.onlyPost(http, path));
    }

    private void taken(RoutingContext http, String path, byte[] body, Reading reading) {
        Context loop = http.vertx().getOrCreateContext();
        Runnable work = () -> write(http, loop, path, body, reading);
        if (body.length <= settings.inlineBody()) {
            work.run();
            return;
        }
        try {
            workers.execute(work);
        } catch (RuntimeException full) {
            replies.fault(http, path, full);
        }
    }

    private void write(RoutingContext http, Context loop, String path, byte[] body, Reading reading) {
        try {
            Features.State state = features.now();
            PushRequest push = reading.of(body, state);
            state.ingest()
                    .write(push.views(), push.frame(), clock.millis(), settings.writeDeadline())
                    .whenComplete((results, fault) -> loop.runOnContext(go -> {
                        if (fault != null) {
                            replies.fault(http, path, fault);
                        } else {
                            answer(http, path, results);
                        }
                    }));
        } catch (BadFrame e) {
            loop.runOnContext(go -> replies.refuse(http, path, new BadRequest(400, e.error())));
        } catch (BadRequest refused) {
            loop.runOnContext(go -> replies.refuse(http, path, refused));
        } catch (RuntimeException fault) {
            loop.runOnContext(go -> replies.fault(http, path, fault));
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
