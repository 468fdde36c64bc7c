package io.voxguard.api.http.direct;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.voxguard.api.http.exchange.HttpSettings;
import io.voxguard.process.ListeningSockets;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;

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
            ListeningSockets.forEach(vertx.getAcceptorEventLoopGroup(), this::watch);
        }
    }

    /** Watches a channel that listens for the routes: another port may be for management alone. */
    private void watch(Channel listening) {
        if (listening.localAddress() instanceof InetSocketAddress address
                && (address.getPort() == server.getPort() || address.getPort() == server.getSecurePort())
                && listening.pipeline().get(Accepting.class) == null) {
            listening.pipeline().addFirst(new Accepting());
        }
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
