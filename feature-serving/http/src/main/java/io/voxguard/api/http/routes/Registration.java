package io.voxguard.api.http.routes;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.voxguard.api.http.exchange.Bodies;
import io.voxguard.api.http.exchange.ErrorForm;
import io.voxguard.api.http.exchange.RequestHead;
import io.voxguard.api.http.exchange.RoutePath;
import io.voxguard.api.http.exchange.RoutedExchange;
import io.voxguard.api.http.grpc.GrpcServices;
import io.voxguard.api.http.guard.Guards;
import io.voxguard.api.metrics.HttpMetrics;
import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import io.voxguard.time.Ticker;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Registers the list of routes: each behind its guard, in the order of the list. A path of the list answers OPTIONS with its methods and other methods with
 * 405; what is below {@code /v1} and {@code /v2} and not in the list is 404 with an error's body.
 */
@Singleton
final class Registration {
    /** Before the routes of extensions: each route that is tried before the right one costs time, those with patterns most. */
    private static final int BEFORE_EXTENSIONS = -1;

    private static final RoutePath OTHER = RoutePath.of("other");
    private static final RoutePath OTHER_INFERENCE = RoutePath.of("/v2/other");

    private final Routes routes;
    private final GrpcServices grpc;
    private final Guards guards;
    private final Bodies bodies;
    private final HttpMetrics metrics;
    private final Ticker ticker;

    Registration(Routes routes, GrpcServices grpc, Guards guards, Bodies bodies, HttpMetrics metrics, Ticker ticker) {
        this.ticker = ticker;
        this.routes = routes;
        this.grpc = grpc;
        this.guards = guards;
        this.bodies = bodies;
        this.metrics = metrics;
    }

    void register(@Observes Router router) {
        Map<RoutePath, List<Route>> paths = routes.http().stream()
                .collect(Collectors.groupingBy(Route::path, LinkedHashMap::new, Collectors.toList()));
        router.route().order(BEFORE_EXTENSIONS).handler(http -> {
            HttpServerRequest request = http.request();
            Route route = routes.find(request.method(), request.path());
            if (route == null) {
                http.next();
            } else {
                serve(route, http);
            }
        });
        for (Route route : routes.http()) {
            io.vertx.ext.web.Route registered =
                    router.route(route.path().pattern()).order(BEFORE_EXTENSIONS);
            route.methods().forEach(registered::method);
            registered.handler(http -> serve(route, http));
        }
        grpc.register(router, routes.grpc(), BEFORE_EXTENSIONS);
        paths.forEach((path, all) -> {
            ErrorForm errors = all.getFirst().errors();
            String methods = names(all.stream().map(Route::method).toList());
            String allowed = names(
                    all.stream().flatMap(route -> route.methods().stream()).toList());
            router.route(path.pattern())
                    .order(BEFORE_EXTENSIONS)
                    .handler(http ->
                            otherMethod(new RoutedExchange(http, path, errors, metrics, ticker), methods, allowed));
        });
        router.route("/v1/*")
                .last()
                .handler(http -> unknown(http, OTHER, ErrorForm.FIELDS, "/v1/score or /v1/score/batch"));
        router.route("/v2/*")
                .last()
                .handler(http ->
                        unknown(http, OTHER_INFERENCE, ErrorForm.MESSAGE, "one of the Open Inference Protocol"));
    }

    private static String names(List<HttpMethod> methods) {
        return methods.stream().map(HttpMethod::name).collect(Collectors.joining(", "));
    }

    private void serve(Route route, RoutingContext http) {
        RoutedExchange exchange = new RoutedExchange(http, route.path(), route.errors(), metrics, ticker);
        Refused refused = guards.refusal(route.guard());
        if (refused != null) {
            RequestHead.closeIfUnread(http.request());
            exchange.refuse(refused);
            return;
        }
        switch (route.work()) {
            case Route.WithoutBody(var handler) -> exchange.attempt(() -> handler.handle(exchange));
            case Route.WithBody(int maxBytes, var handler) ->
                bodies.read(
                        http.request(),
                        maxBytes,
                        body -> exchange.attempt(() -> handler.handle(exchange, body)),
                        exchange::refuse);
        }
    }

    /** Answers a method that a path has no route for: OPTIONS with those that it has, others with 405. */
    private static void otherMethod(RoutedExchange exchange, String methods, String allowed) {
        exchange.response().putHeader(HttpHeaders.ALLOW, allowed + ", OPTIONS");
        HttpMethod method = exchange.request().method();
        if (method.equals(HttpMethod.OPTIONS)) {
            exchange.counted(204);
            exchange.response().setStatusCode(204).end();
            return;
        }
        RequestHead.closeIfUnread(exchange.request());
        exchange.refuse(new Refused(Refused.Kind.NO_SUCH_METHOD, new Problem("method", methods, method.name())));
    }

    private void unknown(RoutingContext http, RoutePath path, ErrorForm errors, String expected) {
        RequestHead.closeIfUnread(http.request());
        Problem error =
                new Problem("path", expected, String.valueOf(http.request().path()));
        new RoutedExchange(http, path, errors, metrics, ticker).refuse(new Refused(Refused.Kind.NOT_FOUND, error));
    }
}
