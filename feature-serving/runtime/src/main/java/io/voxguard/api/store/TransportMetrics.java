package io.voxguard.api.store;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.quarkus.runtime.Startup;
import io.vertx.core.Vertx;
import io.voxguard.store.redis.RedisStore;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Metrics of the way from a request to the store: which transport the server's event loops use, whether the store's connections are on them, and how many reads
 * share a command. Where they are not, each read changes threads twice and is sent alone: the service says so.
 */
@Startup
@Singleton
final class TransportMetrics {
    private static final Logger LOG = Logger.getLogger(TransportMetrics.class);

    TransportMetrics(RedisStore store, Vertx vertx, MeterRegistry meters) {
        String transport = transport(vertx.nettyEventLoopGroup());
        boolean shared = store.onCallersLoops();
        Gauge.builder("voxguard.transport.info", () -> 1)
                .description("1, with the transport of the server's event loops and where the store's connections run")
                .tag("transport", transport)
                .tag("store_connections", shared ? "event_loops" : "own_threads")
                .register(meters);
        FunctionCounter.builder(
                        "voxguard.store.reads", store, one -> one.readSharing().reads())
                .description("Reads made on event loops")
                .register(meters);
        FunctionCounter.builder("voxguard.store.read.commands", store, one -> one.readSharing()
                        .commands())
                .description("Commands that carried the reads made on event loops")
                .register(meters);
        if (!shared) {
            LOG.warnf(
                    "Event loops use %s: the store's connections run on threads of their own, and reads are not shared. Linux on x86_64 has epoll",
                    transport);
        }
    }

    private static String transport(EventLoopGroup loops) {
        return loops instanceof EpollEventLoopGroup ? "epoll" : "nio";
    }
}
