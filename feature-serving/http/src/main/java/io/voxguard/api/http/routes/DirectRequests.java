package io.voxguard.api.http.routes;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.http.HttpMethod;
import io.voxguard.api.http.exchange.DirectExchange;
import io.voxguard.api.http.exchange.HttpSettings;
import io.voxguard.api.http.guard.Guards;
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
 * Serves ordinary requests to the routes without the router and the server's request, its response and their buffers: a fifth to a quarter of what a small
 * request costs an executable. Ordinary are requests over HTTP/1.1 with a small body of known length, a path as clients write it, and no header that asks for more
 * than a route looks at. All others take the way by the router, to the same handlers.
 */
@Singleton
final class DirectRequests {
    private static final byte[] NOTHING = {};
    /** Most digits of a length that is read: what has more is too long in any case. */
    private static final int LENGTH_DIGITS = 9;

    private static final int AFTER_DRAIN = Interceptor.Priority.LIBRARY_AFTER;
    private static final long SWEEP_MS = 5;

    private final OrdinaryPaths paths;
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
        this.paths = new OrdinaryPaths(routes.http());
        this.settings = settings;
        this.guards = guards;
        this.drain = drain;
        this.metrics = metrics;
        this.ticker = ticker;
        this.taken = metrics.direct();
        this.shutdownTimeout = shutdownTimeout.orElse(Duration.ZERO);
    }

    /** Returns the route of an ordinary request; null for one that the router has to serve. */
    @Nullable
    Route find(HttpRequest head) {
        HttpMethod method = method(head);
        // while the process leaves, the server waits for what it serves itself
        if (method == null
                || drain.started()
                || head.decoderResult().isFailure()
                || !head.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            return null;
        }
        Route route = paths.find(method, head.uri());
        return route != null && isOrdinary(head.headers()) && isShort(length(head.headers()), route) ? route : null;
    }

    private static @Nullable HttpMethod method(HttpRequest head) {
        io.netty.handler.codec.http.HttpMethod method = head.method();
        if (method.equals(io.netty.handler.codec.http.HttpMethod.POST)) {
            return HttpMethod.POST;
        }
        if (method.equals(io.netty.handler.codec.http.HttpMethod.GET)) {
            return HttpMethod.GET;
        }
        return method.equals(io.netty.handler.codec.http.HttpMethod.PUT) ? HttpMethod.PUT : null;
    }

    /** Returns true for headers that say nothing about how the body or the reply is coded, or how the connection goes on. */
    private static boolean isOrdinary(HttpHeaders headers) {
        if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
                || headers.contains(HttpHeaderNames.CONTENT_ENCODING)
                || headers.contains(HttpHeaderNames.EXPECT)
                || headers.contains(HttpHeaderNames.UPGRADE)
                || !headers.contains(HttpHeaderNames.HOST)) {
            return false;
        }
        String connection = headers.get(HttpHeaderNames.CONNECTION);
        String type = headers.get(HttpHeaderNames.CONTENT_TYPE);
        String accepted = headers.get(HttpHeaderNames.ACCEPT_ENCODING);
        return (connection == null || HttpHeaderValues.KEEP_ALIVE.contentEqualsIgnoreCase(connection))
                && (type == null || type.indexOf(';') < 0)
                && (accepted == null || accepted.indexOf('=') < 0);
    }

    /** Returns the announced length of a body, 0 if none is announced, -1 if it is not a number of a few digits. */
    static int length(HttpHeaders headers) {
        String text = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        if (text == null) {
            return 0;
        }
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9' || i == LENGTH_DIGITS) {
                return -1;
            }
            length = 10 * length + digit - '0';
        }
        return text.isEmpty() ? -1 : length;
    }

    private boolean isShort(int length, Route route) {
        return switch (route.work()) {
            case Route.WithoutBody any -> length == 0;
            case Route.WithBody(int maxBytes, var any) ->
                length >= 0 && length <= Math.min(maxBytes, settings.inlineBody());
        };
    }

    DirectExchange exchange(Route route, HttpRequest head, DirectExchange.ReplyChannel channel, EventExecutor loop) {
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
