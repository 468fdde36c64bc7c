package io.voxguard.api.http.inference;

import io.netty.buffer.ByteBuf;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.voxguard.api.http.exchange.RefusedStatus;
import io.voxguard.api.http.exchange.Replies;
import io.voxguard.api.http.exchange.RequestHead;
import io.voxguard.api.http.json.JsonBytes;
import io.voxguard.api.models.InferenceSettings;
import io.voxguard.problem.Refused;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

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

    void error(RoutingContext http, String route, Refused refused) {
        error(
                http,
                route,
                RefusedStatus.set(http.response(), refused),
                refused.problem().message());
    }

    void error(RoutingContext http, String route, int status, String message) {
        JsonBytes json = JsonBytes.ofThread();
        json.beginObject();
        json.field("error");
        json.string(message);
        json.endObject();
        json(http, route, status, json);
    }

    /** Answers another method than the one that a route has. */
    void only(RoutingContext http, String route, String method) {
        if (replies.isOptions(http, route, method)) {
            return;
        }
        RequestHead.closeIfUnread(http.request());
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

    /** The coding in which a body of so many bytes goes to the client; null: as it is. */
    @Nullable
    String coding(RoutingContext http, int bytes) {
        boolean worthIt = bytes >= settings.compressFrom() || Replies.refusesIdentity(http.request());
        return worthIt ? Replies.coding(http.request()) : null;
    }

    /**
     * Sends an answer.
     *
     * @param jsonLength how much of the body is JSON, before it was compressed; -1: all of it
     * @param coding in which the body is; null: as it is
     */
    void answer(RoutingContext http, String route, int jsonLength, ByteBuf body, @Nullable String coding) {
        HttpServerResponse response = http.response();
        replies.counted(route, 200);
        boolean binary = jsonLength >= 0;
        response.putHeader(HttpHeaders.CONTENT_TYPE, binary ? BINARY : Replies.JSON);
        if (binary) {
            response.putHeader(JSON_LENGTH, Integer.toString(jsonLength));
        }
        Replies.coded(response, coding);
        Replies.send(body, response::end);
    }
}
