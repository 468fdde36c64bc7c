package io.voxguard.api.http.features;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.voxguard.api.features.FeaturesSettings;
import io.voxguard.api.http.exchange.Bodies;
import io.voxguard.api.http.exchange.Replies;
import io.voxguard.api.http.routing.Routing;
import jakarta.inject.Singleton;

/** Takes in the bodies of this package's routes, and hands them on: on the event loop, or on a worker thread where they are large. */
@Singleton
final class FeatureBodies {
    private final FeaturesSettings settings;
    private final Bodies bodies;
    private final Replies replies;

    FeatureBodies(FeaturesSettings settings, Bodies bodies, Replies replies) {
        this.settings = settings;
        this.bodies = bodies;
        this.replies = replies;
    }

    /** What is done with a body. */
    interface Taking {
        void take(Exchange exchange, byte[] body);
    }

    /** Registers a route that only takes POST. */
    void post(Router router, String path, Taking taking) {
        router.route(HttpMethod.POST, path).order(Routing.FIRST).handler(http -> read(http, path, taking));
        router.route(path).handler(http -> replies.onlyPost(http, path));
    }

    private void read(RoutingContext http, String path, Taking taking) {
        Exchange exchange = Exchange.of(http);
        bodies.read(
                http.request(),
                settings.maxBody(),
                body -> taking.take(exchange.begun(), body),
                refused -> replies.refuse(http, path, refused));
    }
}
