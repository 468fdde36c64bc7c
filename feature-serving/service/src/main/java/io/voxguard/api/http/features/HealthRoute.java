package io.voxguard.api.http.features;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.voxguard.api.features.Features;
import io.voxguard.api.http.exchange.Replies;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** {@code GET /health}, as Feast's server has it: 200 once the feature views are known, else 503; without a body. */
@Singleton
final class HealthRoute {
    private static final String PATH = "/health";

    private final Features features;
    private final Replies replies;

    HealthRoute(Features features, Replies replies) {
        this.features = features;
        this.replies = replies;
    }

    void register(@Observes Router router) {
        router.route(HttpMethod.GET, PATH).method(HttpMethod.HEAD).handler(http -> http.response()
                .setStatusCode(features.now().catalogue().views().isEmpty() ? 503 : 200)
                .end());
        router.route(PATH).handler(http -> replies.only(http, PATH, "GET"));
    }
}
