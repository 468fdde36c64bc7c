package io.voxguard.process;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.AttributeKey;

/** Tells peers that their connection closes: over HTTP/1 with the next reply, over HTTP/2 at once. To be called on the connection's event loop. */
final class DrainedConnections {
    private static final AttributeKey<Boolean> MARKED = AttributeKey.valueOf("voxguard.drained");
    private static final int ALL_STREAMS = Integer.MAX_VALUE;
    private static final long HTTP2_TIMEOUT_MS = 30_000;

    private DrainedConnections() {}

    /** Marks a connection once; one whose protocol is not known yet is left for the next time. */
    static void mark(Channel channel) {
        if (Boolean.TRUE.equals(channel.attr(MARKED).get())) {
            return;
        }
        ChannelPipeline pipeline = channel.pipeline();
        ChannelHandlerContext http2 = pipeline.context(Http2ConnectionHandler.class);
        ChannelHandlerContext http1 = pipeline.context(HttpResponseEncoder.class);
        if (http2 != null) {
            // streams that are on their way are taken too: the last one is told when the connection closes
            goAway(http2, ALL_STREAMS);
        } else if (http1 != null) {
            pipeline.addAfter(http1.name(), "voxguard-last-reply", new LastReply());
        } else {
            return;
        }
        channel.attr(MARKED).set(true);
    }

    /** Closes an HTTP/2 connection when its last stream ends; the peer was told to open no more. */
    static void closeHttp2WhenIdle(Channel channel) {
        ChannelHandlerContext context = channel.pipeline().context(Http2ConnectionHandler.class);
        if (context != null) {
            Http2ConnectionHandler handler = (Http2ConnectionHandler) context.handler();
            goAway(context, handler.connection().remote().lastStreamCreated());
            handler.gracefulShutdownTimeoutMillis(HTTP2_TIMEOUT_MS);
            channel.close();
        }
    }

    private static void goAway(ChannelHandlerContext context, int lastStream) {
        Http2ConnectionHandler handler = (Http2ConnectionHandler) context.handler();
        handler.goAway(
                context, lastStream, Http2Error.NO_ERROR.code(), context.alloc().buffer(0), context.newPromise());
        context.flush();
    }
}
