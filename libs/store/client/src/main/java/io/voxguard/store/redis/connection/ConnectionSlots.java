package io.voxguard.store.redis.connection;

import io.lettuce.core.RedisClient;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.CommandEncoder;
import io.lettuce.core.protocol.CommandHandler;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.EventLoopGroupProvider;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;
import io.voxguard.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Clients for the connections, one slot for each connection. Connections run on threads of Lettuce's own; or, if the caller has event loops of the same transport,
 * one on each of them, so that a request and its reads of the store stay on one thread. Commands that are sent in one pass of a loop go to the store in one write.
 */
final class ConnectionSlots implements AutoCloseable {
    /** Most flushes that are put off while a loop reads. */
    private static final int MAX_CONSOLIDATED_FLUSHES = 256;

    /** Lettuce's property for events in Java's flight recorder. */
    private static final String RECORDED = "io.lettuce.core.jfr";

    private static final String ENCODER = "batching-encoder";

    static {
        // Lettuce would set up the flight recorder for its events with the first connection, which costs a start some
        // 50 ms
        if (System.getProperty(RECORDED) == null) {
            System.setProperty(RECORDED, "false");
        }
    }

    private final ClientResources resources;
    private final ConnectionGuards guards;
    private final List<ClientResources> derived = new ArrayList<>();
    private final List<Slot> slots = new ArrayList<>();

    /**
     * Client of one connection.
     *
     * @param loop of the caller; null if the connection runs on a thread of Lettuce's
     */
    record Slot(RedisClient client, @Nullable EventLoop loop) {}

    ConnectionSlots(RedisStoreConfig config, @Nullable EventLoopGroup loops, Ticker ticker) {
        this.guards = new ConnectionGuards(config.silence(), config.reconnectDelay(), ticker);
        this.resources = DefaultClientResources.builder()
                .ioThreadPoolSize(Math.max(
                        2, Math.min(config.connections(), Runtime.getRuntime().availableProcessors())))
                .reconnectDelay(
                        Delay.exponential(Duration.ofMillis(20), config.reconnectDelay(), 2, TimeUnit.MILLISECONDS))
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .nettyCustomizer(new Handlers(guards))
                .build();
        if (loops instanceof EpollEventLoopGroup) {
            for (EventExecutor loop : loops) {
                slots.add(on((EventLoop) loop));
            }
        } else {
            RedisClient client = new AsyncClient(resources);
            for (int i = 0; i < config.connections(); i++) {
                slots.add(new Slot(client, null));
            }
        }
    }

    private Slot on(EventLoop loop) {
        ClientResources onLoop =
                resources.mutate().eventLoopGroupProvider(new LentLoop(loop)).build();
        derived.add(onLoop);
        return new Slot(new AsyncClient(onLoop), loop);
    }

    /** Returns the guards that replace broken connections. */
    ConnectionGuards guards() {
        return guards;
    }

    int size() {
        return slots.size();
    }

    Slot get(int slot) {
        return slots.get(slot);
    }

    /** Returns the slot whose event loop this thread runs; -1 if there is none. */
    int ofThisThread() {
        for (int slot = 0; slot < slots.size(); slot++) {
            EventLoop loop = slots.get(slot).loop();
            if (loop != null && loop.inEventLoop()) {
                return slot;
            }
        }
        return -1;
    }

    /** Returns the caller's event loops in the order of the slots; empty if the connections run on threads of Lettuce's. */
    List<EventLoop> loops() {
        return slots.stream().map(Slot::loop).filter(Objects::nonNull).toList();
    }

    /** Returns the clients, each once. */
    List<RedisClient> clients() {
        return slots.stream().map(Slot::client).distinct().toList();
    }

    @Override
    public void close() {
        clients().forEach(client -> client.shutdown(Duration.ZERO, Duration.ofSeconds(1)));
        derived.forEach(one -> one.shutdown(0, 1, TimeUnit.SECONDS));
        resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    private record Handlers(ConnectionGuards guards) implements NettyCustomizer {
        @Override
        public void afterChannelInitialized(Channel channel) {
            ChannelPipeline pipeline = channel.pipeline();
            pipeline.replace(CommandEncoder.class, ENCODER, new BatchingEncoder());
            pipeline.addAfter(ENCODER, null, new FlushConsolidationHandler(MAX_CONSOLIDATED_FLUSHES, true));
            pipeline.addBefore(pipeline.context(CommandHandler.class).name(), null, guards.newGuard());
        }
    }

    /** Lends the caller's event loop, which must not be shut down. */
    private record LentLoop(EventLoop loop) implements EventLoopGroupProvider {
        @Override
        @SuppressWarnings("unchecked") // Lettuce takes any group of the transport that it asks for
        public <T extends EventLoopGroup> T allocate(Class<T> type) {
            return (T) (EventLoopGroup) loop;
        }

        @Override
        public int threadPoolSize() {
            return 1;
        }

        @Override
        public Future<Boolean> release(EventExecutorGroup group, long quietPeriod, long timeout, TimeUnit unit) {
            return done();
        }

        @Override
        public Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit unit) {
            return done();
        }

        private static Future<Boolean> done() {
            Promise<Boolean> done = new DefaultPromise<>(GlobalEventExecutor.INSTANCE);
            return done.setSuccess(true);
        }
    }
}
