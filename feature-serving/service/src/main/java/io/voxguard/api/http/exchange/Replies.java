package io.voxguard.api.http.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.voxguard.api.metrics.HttpMetrics;
import io.voxguard.problem.Problem;
import io.voxguard.problem.Refused;
import io.voxguard.serving.model.ModelFault;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Sends replies and counts them. Every error has one shape: status, field, expected, got, message. */
@Singleton
public final class Replies {
    private static final Logger LOG = Logger.getLogger(Replies.class);
    /** Without a charset: one client of the field drops the message behind one. */
    public static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    private final HttpMetrics metrics;

    Replies(HttpMetrics metrics) {
        this.metrics = metrics;
    }

    public void json(RoutingContext http, String route, int status, byte[] body) {
        json(http, route, status, Unpooled.wrappedBuffer(body));
    }

    /** Sends a body in pooled memory, which is released once it is sent. */
    public void json(RoutingContext http, String route, int status, ByteBuf body) {
        metrics.replied(route, status);
        HttpServerResponse response = http.response();
        String coding = body.isReadable() && refusesIdentity(http.request()) ? coding(http.request()) : null;
        ByteBuf coded = coding == null ? body : Compression.encoded(body, coding);
        coded(response, coding);
        send(coded, buffer -> response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                .end(buffer));
    }

    /** Whether the client takes no body as it is, but compressed alone. */
    public static boolean refusesIdentity(HttpServerRequest request) {
        String accepted = request.getHeader(HttpHeaders.ACCEPT_ENCODING);
        return accepted != null
                && accepted.contains("=0")
                && !AcceptEncoding.of(accepted).allowsIdentity();
    }

    /** The coding that the client prefers for a body; null: none. */
    public static @Nullable String coding(HttpServerRequest request) {
        return AcceptEncoding.of(request.getHeader(HttpHeaders.ACCEPT_ENCODING)).coding();
    }

    /** Says in a reply's head in which coding its body is; null: as it is. */
    public static void coded(HttpServerResponse response, @Nullable String coding) {
        if (coding != null) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, coding);
            response.putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        }
    }

    /** How a buffer is sent, and when that is done. */
    public interface Sending {
        Future<Void> send(Buffer buffer);
    }

    /** Sends pooled memory and releases it once it is sent, or not to be sent any more: then it returns false. */
    @SuppressWarnings("deprecation") // Vert.x has no other way to send pooled memory
    public static boolean send(ByteBuf memory, Sending sending) {
        try {
            sending.send(Buffer.buffer(memory)).onComplete(sent -> memory.release());
            return true;
        } catch (IllegalStateException closed) {
            memory.release();
            return false;
        }
    }

    /** Counts a reply that is sent in pieces. */
    public void counted(String route, int status) {
        metrics.replied(route, status);
    }

    public void refuse(RoutingContext http, String route, Refused refused) {
        int status = RefusedStatus.set(http.response(), refused);
        json(http, route, status, ErrorBody.of(status, refused.problem()));
    }

    public void onlyPost(RoutingContext http, String route) {
        only(http, route, "POST");
    }

    /** Answers another method than the one that a route has: OPTIONS with what it has, others with 405. */
    public void only(RoutingContext http, String route, String method) {
        if (isOptions(http, route, method)) {
            return;
        }
        RequestHead.closeIfUnread(http.request());
        String got = http.request().method().name();
        refuse(http, route, new Refused(Refused.Kind.NO_SUCH_METHOD, new Problem("method", method, got)));
    }

    /** Names the methods of a route; where the request is OPTIONS, that is the answer and true is returned. */
    public boolean isOptions(RoutingContext http, String route, String method) {
        HttpServerResponse response = http.response();
        response.putHeader(HttpHeaders.ALLOW, (method.equals("GET") ? "GET, HEAD" : method) + ", OPTIONS");
        if (!http.request().method().equals(HttpMethod.OPTIONS)) {
            return false;
        }
        counted(route, 204);
        response.setStatusCode(204).end();
        return true;
    }

    public void notFound(RoutingContext http) {
        RequestHead.closeIfUnread(http.request());
        Problem error = new Problem(
                "path",
                "/v1/score or /v1/score/batch",
                String.valueOf(http.request().path()));
        refuse(http, "other", new Refused(Refused.Kind.NOT_FOUND, error));
    }

    /** @param noneAtAll whether the service has no model of any name */
    public void notServing(RoutingContext http, String route, String model, boolean noneAtAll) {
        Problem error = noneAtAll
                ? new Problem("model", "a model; none is configured (MODELS_DIR)", model)
                : new Problem("model", "a model that serves; /q/health/ready says why not", model);
        refuse(http, route, new Refused(Refused.Kind.UNAVAILABLE, error));
    }

    /** What should not happen. A full queue is 429 and a runtime that fails is 503: only what nobody thought of is 500. */
    public void fault(RoutingContext http, String route, Throwable fault) {
        Throwable cause = fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
        if (cause instanceof RejectedExecutionException) {
            Problem error = new Problem("calls", "room for a large batch", "too many that wait already");
            refuse(http, route, new Refused(Refused.Kind.OVERLOADED, error));
            return;
        }
        LOG.errorf(cause, "A request to %s failed", route);
        Refused.Kind kind = cause instanceof ModelFault ? Refused.Kind.UNAVAILABLE : Refused.Kind.FAULT;
        refuse(http, route, new Refused(kind, new Problem("service", "an answer", "a fault; it is in the log")));
    }
}
