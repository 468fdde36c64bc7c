package io.voxguard.api.http.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import io.voxguard.api.metrics.HttpMetrics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An exchange whose request was taken by its connection's own handler: an ordinary one over HTTP/1.1, with a path that is as it was sent and without a query. */
public final class DirectExchange extends Exchange {
    private final HttpRequest head;
    private final ReplyChannel channel;
    private final HttpHeaders replyHead = HeadersMultiMap.httpHeaders();
    private boolean replied;

    public DirectExchange(
            HttpRequest head,
            ReplyChannel channel,
            RoutePath path,
            ErrorForm errors,
            HttpMetrics metrics,
            EventExecutor loop,
            long startNanos) {
        super(path, errors, metrics, loop, startNanos);
        this.head = head;
        this.channel = channel;
    }

    /** The way of replies to the client. To be used on the connection's event loop, except where it says so. */
    public interface ReplyChannel {
        /** Returns false once the connection is closed. Any thread may ask. */
        boolean isOpen();

        /** Sends an HTTP message, and releases what it holds, also when the connection is closed. */
        void send(Object message);

        /** Returns false while the client has not taken what was sent. */
        boolean isWritable();

        /** Runs work once, when the client has taken enough of what was sent. */
        void whenWritable(Runnable work);

        /** Tells that the reply was handed over to its end. */
        void replied();

        /** Closes the connection, whose reply is not whole. */
        void abort();
    }

    @Override
    public @Nullable String header(CharSequence name) {
        return head.headers().get(name);
    }

    @Override
    public @Nullable String listHeader(CharSequence name) {
        String first = head.headers().get(name);
        if (first == null) {
            return null;
        }
        List<String> lines = head.headers().getAll(name);
        return lines.size() == 1 ? first : String.join(", ", lines);
    }

    @Override
    String normalizedPath() {
        return head.uri();
    }

    @Override
    public @Nullable String query() {
        return null;
    }

    @Override
    public boolean needsWholeReply() {
        return false;
    }

    @Override
    public boolean closed() {
        return !channel.isOpen();
    }

    @Override
    public void replyHeader(CharSequence name, CharSequence value) {
        replyHead.set(name, value);
    }

    /** A second reply, for example to a fault after the first was sent, would be taken for the next request's. */
    @Override
    void send(int status, ByteBuf body) {
        if (replied) {
            body.release();
            return;
        }
        replied = true;
        replyHead.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.readableBytes()));
        channel.send(new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), body, replyHead, EmptyHttpHeaders.INSTANCE));
        channel.replied();
    }

    @Override
    ReplyStream stream(int status) {
        replied = true;
        replyHead.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        channel.send(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), replyHead));
        return new Stream(channel);
    }

    private record Stream(ReplyChannel channel) implements ReplyStream {
        @Override
        public boolean send(ByteBuf piece) {
            channel.send(new DefaultHttpContent(piece));
            if (channel.isOpen()) {
                return true;
            }
            channel.replied();
            return false;
        }

        @Override
        public void end(ByteBuf piece) {
            channel.send(new DefaultLastHttpContent(piece, EmptyHttpHeaders.INSTANCE));
            channel.replied();
        }

        @Override
        public boolean isFull() {
            return !channel.isWritable();
        }

        @Override
        public void whenDrained(Runnable work) {
            channel.whenWritable(work);
        }

        @Override
        public void reset() {
            channel.abort();
            channel.replied();
        }
    }
}
