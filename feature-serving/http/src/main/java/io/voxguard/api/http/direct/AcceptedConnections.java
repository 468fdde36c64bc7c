package io.voxguard.api.http.direct;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.voxguard.api.http.exchange.HttpSettings;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Gives each connection that the server accepts its {@link DirectConnection}, before anything is read from it. */
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
                accepted.pipeline().addFirst(new DirectConnection(requests, vertx));
            }
            listening.fireChannelRead(message);
        }
    }
}
