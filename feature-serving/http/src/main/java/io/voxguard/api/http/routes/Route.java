package io.voxguard.api.http.routes;

import io.vertx.core.http.HttpMethod;
import io.voxguard.api.http.exchange.BodyHandler;
import io.voxguard.api.http.exchange.ErrorForm;
import io.voxguard.api.http.exchange.Handler;
import io.voxguard.api.http.exchange.RoutePath;
import io.voxguard.api.http.guard.Guard;
import java.util.List;

/**
 * A line of the list of routes.
 *
 * @param errors the form of its errors
 */
public record Route(HttpMethod method, RoutePath path, Guard guard, ErrorForm errors, Work work) {
    /** The work of a route. */
    public sealed interface Work {}

    /** Work that needs no body; one that is sent is passed over. */
    public record WithoutBody(Handler handler) implements Work {}

    /** Work on a body, which is refused with 413 beyond {@code maxBytes}, also once it is decompressed. */
    public record WithBody(int maxBytes, BodyHandler handler) implements Work {}

    static Route get(String path, Guard guard, ErrorForm errors, Handler handler) {
        return new Route(HttpMethod.GET, RoutePath.of(path), guard, errors, new WithoutBody(handler));
    }

    static Route post(String path, Guard guard, ErrorForm errors, int maxBytes, BodyHandler handler) {
        return new Route(HttpMethod.POST, RoutePath.of(path), guard, errors, new WithBody(maxBytes, handler));
    }

    static Route put(String path, Guard guard, ErrorForm errors, int maxBytes, BodyHandler handler) {
        return new Route(HttpMethod.PUT, RoutePath.of(path), guard, errors, new WithBody(maxBytes, handler));
    }

    /** Returns the methods that the route answers with its handler: HEAD like GET. */
    List<HttpMethod> methods() {
        return method.equals(HttpMethod.GET) ? List.of(HttpMethod.GET, HttpMethod.HEAD) : List.of(method);
    }
}
