package io.voxguard.api.http.description;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Serves the description of the API: JSON where the path ends in {@code .json}, {@code Accept} names it or {@code format=json} asks for it, else YAML. It is read
 * when it is first asked for: a start does not wait for it.
 */
@Singleton
final class DescriptionRoute {
    private static final String PATH = "/q/openapi";
    private static final String JSON = "application/json";
    private static final String YAML = "application/yaml";

    private final ApiDescription description = new ApiDescription();

    DescriptionRoute() {}

    void register(@Observes Router router) {
        for (String ending : new String[] {"", ".json", ".yaml", ".yml"}) {
            router.route(PATH + ending).handler(DescriptionRoute::allow).blockingHandler(this::answer, false);
        }
    }

    private static void allow(RoutingContext http) {
        if (http.request().method().equals(HttpMethod.OPTIONS)) {
            http.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD, OPTIONS");
            http.fail(404);
        } else {
            http.next();
        }
    }

    private void answer(RoutingContext http) {
        boolean json = isJson(http);
        http.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, (json ? JSON : YAML) + ";charset=UTF-8")
                .end(Buffer.buffer(json ? description.json() : description.yaml()));
    }

    private static boolean isJson(RoutingContext http) {
        String path = http.normalizedPath();
        if (path.endsWith(".yaml") || path.endsWith(".yml")) {
            return false;
        }
        String accept = http.request().getHeader(HttpHeaders.ACCEPT);
        return path.endsWith(".json")
                || accept != null && accept.contains(JSON)
                || "json".equalsIgnoreCase(http.request().getParam("format"));
    }
}
