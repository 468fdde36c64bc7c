package io.voxguard.api.http.routes;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.voxguard.api.http.exchange.HttpSettings;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Gives each HTTP/1 connection that the server accepts a handler for {@link DirectRequests}, before its first request is read: the handler has to see all
 * requests and replies of its connection.
 */
@Singleton
final class AcceptedConnections {
    private final HttpSettings settings;
    private final DirectRequests requests;
    private final VertxInternal vertx;
    private final HttpServer server;

    AcceptedConnections(HttpSettings settings, DirectRequests requests, Vertx vertx, HttpServer server) {
        this.settings = settings;
        this.requests = requests;
        this.vertx = (VertxInternal) vertx;
        this.server = server;
    }

    void serverStarted(@ObservesAsync HttpServerStart started) {
        if (settings.direct()) {
            EventLoopGroup acceptors = vertx.getAcceptorEventLoopGroup();
            for (EventExecutor acceptor : acceptors) {
                if (acceptor instanceof SingleThreadEventLoop loop) {
                    loop.execute(() -> listening(loop)
                            .forEach(channel -> channel.pipeline().addFirst(new Accepting())));
                }
            }
        }
    }

    /** Returns the channels that listen for the routes: another port may be for management alone. */
    private List<Channel> listening(SingleThreadEventLoop loop) {
        List<Channel> found = new ArrayList<>();
        for (Iterator<Channel> all = loop.registeredChannelsIterator(); all.hasNext(); ) {
            Channel channel = all.next();
            if (channel instanceof ServerChannel
                    && channel.localAddress() instanceof InetSocketAddress address
                    && (address.getPort() == server.getPort() || address.getPort() == server.getSecurePort())
                    && channel.pipeline().get(Accepting.class) == null) {
                found.add(channel);
            }
        }
        return found;
    }

    /** Sees the connections that a listening channel accepts. */
    private final class Accepting extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext listening, Object message) {
            if (message instanceof Channel accepted) {
                accepted.pipeline().addFirst(new FirstBytes());
            }
            listening.fireChannelRead(message);
        }
    }

    /**
     * Waits for the server to learn the connection's protocol. It looks at the first bytes for that, and adds its codec to the pipeline in the midst of reading
     * them: they are handed on one by one until it has. Connections with TLS are the server's alone.
     */
    private final class FirstBytes extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext from, Object message) {
            ChannelPipeline pipeline = from.pipeline();
            if (!(message instanceof ByteBuf bytes) || pipeline.context(SslHandler.class) != null) {
                pipeline.remove(this);
                from.fireChannelRead(message);
                return;
            }
            while (!isKnown(pipeline) && bytes.isReadable()) {
                from.fireChannelRead(bytes.readRetainedSlice(1));
            }
            ChannelHandlerContext encoder = pipeline.context(HttpResponseEncoder.class);
            if (encoder != null) {
                // behind the handler that closes idle connections, which has to see what passes
                ChannelHandlerContext idle = pipeline.context(IdleStateHandler.class);
                pipeline.addAfter(
                        (idle == null ? encoder : idle).name(),
                        "voxguard-direct",
                        new DirectConnection(requests, context(from)));
            }
            if (isKnown(pipeline)) {
                pipeline.remove(this);
            }
            from.fireChannelRead(bytes);
        }

        private static boolean isKnown(ChannelPipeline pipeline) {
            return pipeline.context(HttpResponseEncoder.class) != null
                    || pipeline.context(Http2ConnectionHandler.class) != null;
        }

        private ContextInternal context(ChannelHandlerContext from) {
            return vertx.createEventLoopContext(
                    from.channel().eventLoop(),
                    vertx.getWorkerPool(),
                    Thread.currentThread().getContextClassLoader());
        }
    }
}
