package io.voxguard.service.http.features;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.voxguard.service.features.FeaturesSettings;
import io.voxguard.service.http.LargeBatches;
import io.voxguard.service.http.Replies;
import io.voxguard.service.http.RequestBody;
import io.voxguard.service.http.Routing;
import jakarta.inject.Singleton;
import java.util.concurrent.RejectedExecutionException;

/** Takes in the bodies of this package's routes, and hands them on: on the event loop, or on a worker thread where they are large. */
@Singleton
final class FeatureBodies {
    private final FeaturesSettings settings;
    private final LargeBatches workers;
    private final Replies replies;

    FeatureBodies(FeaturesSettings settings, LargeBatches workers, Replies replies) {
        this.settings = settings;
        this.workers = workers;
        this.replies = replies;
    }

    /** What is done with a body. */
    interface Taking {
        void take(Exchange exchange, byte[] body);
    }

    /** Registers a route that only takes POST. */
    void post(Router router, String path, Taking taking) {
        router.route(HttpMethod.POST, path)
                .order(Routing.FIRST)
                .handler(http -> RequestBody.read(
                        http.request(),
                        settings.maxBody(),
                        body -> hand(http, path, body, taking),
                        refused -> replies.refuse(http, path, refused)));
        router.route(path).handler(http -> replies.onlyPost(http, path));
    }

    private void hand(RoutingContext http, String path, byte[] body, Taking taking) {
        Exchange exchange = Exchange.of(http);
        if (body.length <= settings.inlineBody()) {
            taking.take(exchange, body);
            return;
        }
        try {
            workers.execute(() -> taking.take(exchange, body));
        } catch (RejectedExecutionException full) {
            replies.fault(http, path, full);
        }
    }
}
