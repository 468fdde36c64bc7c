package io.voxguard.service.http.features;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.voxguard.service.features.Features;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** {@code GET /health}, as Feast's server has it: 200 once the feature views are known, else 503; without a body. */
@Singleton
final class HealthRoute {
    private static final String PATH = "/health";

    private final Features features;

    HealthRoute(Features features) {
        this.features = features;
    }

    void register(@Observes Router router) {
        router.route(HttpMethod.GET, PATH).handler(http -> http.response()
                .setStatusCode(features.now().catalogue().views().isEmpty() ? 503 : 200)
                .end());
    }
}
