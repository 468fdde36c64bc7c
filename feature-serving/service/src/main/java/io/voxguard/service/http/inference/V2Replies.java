package io.voxguard.service.http.inference;

import io.netty.buffer.ByteBuf;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.voxguard.service.http.BadRequest;
import io.voxguard.service.http.Compression;
import io.voxguard.service.http.JsonBytes;
import io.voxguard.service.http.Replies;
import io.voxguard.service.models.InferenceSettings;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Sends the protocol's replies. Its errors have one shape: {@code {"error": "…"}}. */
@Singleton
final class V2Replies {
    static final CharSequence JSON_LENGTH = HttpHeaders.createOptimized("Inference-Header-Content-Length");

    private static final Logger LOG = Logger.getLogger(V2Replies.class);
    private static final CharSequence BINARY = HttpHeaders.createOptimized("application/octet-stream");

    private final Replies replies;
    private final InferenceSettings settings;

    V2Replies(Replies replies, InferenceSettings settings) {
        this.replies = replies;
        this.settings = settings;
    }

    /** Sends what has been written of this thread's JSON. */
    void json(RoutingContext http, String route, int status, JsonBytes json) {
        replies.json(http, route, status, json.copy());
    }

    void error(RoutingContext http, String route, BadRequest refused) {
        if (refused.status() == 429) {
            http.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(refused.retryAfterSeconds()));
        }
        error(http, route, refused.status(), refused.error().message());
    }

    void error(RoutingContext http, String route, int status, String message) {
        JsonBytes json = JsonBytes.ofThread();
        json.beginObject();
        json.field("error");
        json.string(message);
        json.endObject();
        json(http, route, status, json);
    }

    void only(RoutingContext http, String route, String method) {
        http.response().putHeader(HttpHeaders.ALLOW, method);
        error(
                http,
                route,
                405,
                "method: expected " + method + ", got "
                        + http.request().method().name());
    }

    /** What nobody thought of. */
    void fault(RoutingContext http, String route, Throwable fault) {
        LOG.errorf(fault, "A request to %s failed", route);
        error(http, route, 500, "a fault of the service; it is in the log");
    }

    /** Sends an answer, compressed where that was asked for and is worth it. */
    void answer(RoutingContext http, String route, InferWriter.Reply reply) {
        HttpServerResponse response = http.response();
        replies.counted(route, 200);
        boolean binary = reply.jsonLength() >= 0;
        response.putHeader(HttpHeaders.CONTENT_TYPE, binary ? BINARY : Replies.JSON);
        if (binary) {
            response.putHeader(JSON_LENGTH, Integer.toString(reply.jsonLength()));
        }
        ByteBuf body = reply.body();
        if (body.readableBytes() >= settings.compressFrom()) {
            String encoding = Compression.chosen(http.request().getHeader(HttpHeaders.ACCEPT_ENCODING));
            if (encoding != null) {
                response.putHeader(HttpHeaders.CONTENT_ENCODING, encoding);
                body = Compression.encoded(body, encoding);
            }
        }
        Replies.send(body, response::end);
    }
}
