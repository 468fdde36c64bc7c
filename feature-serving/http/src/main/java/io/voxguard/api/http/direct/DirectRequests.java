package io.voxguard.api.http.direct;

import io.netty.util.concurrent.EventExecutor;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.http.HttpMethod;
import io.voxguard.api.http.exchange.HttpSettings;
import io.voxguard.api.http.guard.Guards;
import io.voxguard.api.http.routes.Route;
import io.voxguard.api.http.routes.Routes;
import io.voxguard.api.metrics.HttpMetrics;
import io.voxguard.problem.Refused;
import io.voxguard.process.Drain;
import io.voxguard.time.Ticker;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Serves ordinary requests to the routes without the codec, the router and the server's request, its response and their buffers: a fifth to a third of what
 * a small request costs an executable. Ordinary are requests over HTTP/1.1 with a small body of known length, a path as clients write it, and no header that asks for more
 * than a route looks at. All others take the way by the router, to the same handlers.
 */
@Singleton
final class DirectRequests {
    private static final byte[] NOTHING = {};
    private static final int AFTER_DRAIN = Interceptor.Priority.LIBRARY_AFTER;
    private static final long SWEEP_MS = 5;

    private final Routes routes;
    private final HttpSettings settings;
    private final Guards guards;
    private final Drain drain;
    private final HttpMetrics metrics;
    private final Ticker ticker;
    private final LongAdder taken;
    private final LongAdder answered = new LongAdder();
    private final Duration shutdownTimeout;

    DirectRequests(
            Routes routes,
            HttpSettings settings,
            Guards guards,
            Drain drain,
            HttpMetrics metrics,
            Ticker ticker,
            @ConfigProperty(name = "quarkus.shutdown.timeout") Optional<Duration> shutdownTimeout) {
        this.routes = routes;
        this.settings = settings;
        this.guards = guards;
        this.drain = drain;
        this.metrics = metrics;
        this.ticker = ticker;
        this.taken = metrics.registerDirect();
        this.shutdownTimeout = shutdownTimeout.orElse(Duration.ZERO);
    }

    /** Returns the route of an ordinary request; null for one that the router has to serve. */
    @Nullable
    Route find(Head head) {
        HttpMethod method = method(head.method());
        if (method == null || !head.isPlain()) {
            return null;
        }
        Route route = routes.find(method, head.target());
        return route != null && isShort(head.bodyBytes(), route) ? route : null;
    }

    private static @Nullable HttpMethod method(String name) {
        return switch (name) {
            case "GET" -> HttpMethod.GET;
            case "POST" -> HttpMethod.POST;
            case "PUT" -> HttpMethod.PUT;
            default -> null;
        };
    }

    /** Returns false while the process leaves: the server waits for what it serves itself. */
    boolean mayTake() {
        return !drain.started();
    }

    private boolean isShort(int length, Route route) {
        return switch (route.work()) {
            case Route.WithoutBody any -> length == 0;
            case Route.WithBody(int maxBytes, var any) -> length <= Math.min(maxBytes, settings.inlineBody());
        };
    }

    DirectExchange exchange(Route route, Head head, ReplyChannel channel, EventExecutor loop) {
        return new DirectExchange(head, channel, route.path(), route.errors(), metrics, loop, ticker.nanos());
    }

    /** Answers a request, now or later. On its connection's event loop. */
    void serve(Route route, DirectExchange exchange, byte[] body) {
        taken.increment();
        exchange.attempt(() -> {
            Refused refused = guards.refusal(route.guard());
            if (refused != null) {
                throw refused;
            }
            switch (route.work()) {
                case Route.WithoutBody(var handler) -> handler.handle(exchange);
                case Route.WithBody(int maxBytes, var handler) -> handler.handle(exchange, body);
            }
        });
    }

    /** Counts a reply that was sent, or whose connection was closed before. */
    void replied() {
        answered.increment();
    }

    /** Waits for requests in flight when the process leaves, as the server does for those that the router serves. */
    void awaitReplies(@Observes @Priority(AFTER_DRAIN) ShutdownDelayInitiatedEvent leaving)
            throws InterruptedException {
        long end = ticker.nanos() + shutdownTimeout.toNanos();
        while (taken.sum() > answered.sum() && ticker.nanos() < end) {
            TimeUnit.MILLISECONDS.sleep(SWEEP_MS);
        }
    }

    static byte[] body(int length) {
        return length == 0 ? NOTHING : new byte[length];
    }
}
