package io.voxguard.api.http.exchange;

import io.netty.buffer.ByteBuf;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.voxguard.api.metrics.HttpMetrics;
import io.voxguard.api.threads.EventLoops;
import io.voxguard.time.Ticker;
import org.jspecify.annotations.Nullable;

/** An exchange whose request came by the router. */
public final class RoutedExchange extends Exchange {
    private final RoutingContext http;

    public RoutedExchange(RoutingContext http, RoutePath path, ErrorForm errors, HttpMetrics metrics, Ticker ticker) {
        super(path, errors, metrics, EventLoops.here(), ticker.nanos());
        this.http = http;
    }

    public HttpServerRequest request() {
        return http.request();
    }

    public HttpServerResponse response() {
        return http.response();
    }

    @Override
    public @Nullable String header(CharSequence name) {
        return request().getHeader(name);
    }

    @Override
    public @Nullable String listHeader(CharSequence name) {
        return ListHeader.of(request(), name);
    }

    @Override
    protected String normalizedPath() {
        return http.normalizedPath();
    }

    @Override
    public @Nullable String query() {
        return request().query();
    }

    /** HTTP/1.0 has no pieces, and compressed replies are sent whole. */
    @Override
    public boolean needsWholeReply() {
        return request().version() == HttpVersion.HTTP_1_0 || Replies.refusesIdentity(this);
    }

    @Override
    public boolean closed() {
        return response().closed();
    }

    @Override
    public void replyHeader(CharSequence name, CharSequence value) {
        response().putHeader(name, value);
    }

    @Override
    protected void send(int status, ByteBuf body) {
        response().setStatusCode(status);
        if (body.isReadable()) {
            Replies.send(body, response()::end);
        } else {
            body.release();
            response().end();
        }
    }

    @Override
    protected ReplyStream stream(int status) {
        return new Stream(response().setStatusCode(status).setChunked(true));
    }

    /** @param response whose head is set but not sent */
    record Stream(HttpServerResponse response) implements ReplyStream {
        @Override
        public boolean send(ByteBuf piece) {
            return Replies.send(piece, response::write);
        }

        @Override
        public void end(ByteBuf piece) {
            Replies.send(piece, response::end);
        }

        @Override
        public boolean isFull() {
            return response.writeQueueFull();
        }

        @Override
        public void whenDrained(Runnable work) {
            response.drainHandler(drained -> {
                response.drainHandler(null);
                work.run();
            });
        }

        @Override
        public void reset() {
            response.reset();
        }
    }
}
