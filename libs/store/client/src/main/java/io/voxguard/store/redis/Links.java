package io.voxguard.store.redis;

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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where connections live. On threads of Lettuce's own; or, where the caller has event loops of the same transport, one connection on each of them, so
 * that a request and its read of the store stay on one thread. Commands that are sent in one turn of a loop go to the store in one write.
 */
final class Links implements AutoCloseable {
    private static final int FLUSHES_AT_MOST = 256;

    private static final String ENCODER = "one-buffer-a-turn";

    private final ClientResources resources;
    private final Guards guards;
    private final List<ClientResources> derived = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();

    /** A client for one connection; its loop, where that is the caller's. */
    record Link(RedisClient client, @Nullable EventLoop loop) {}

    Links(RedisStoreConfig config, @Nullable EventLoopGroup loops) {
        this.guards = new Guards(config.silence(), config.reconnectDelay());
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
                links.add(on((EventLoop) loop));
            }
        } else {
            RedisClient client = RedisClient.create(resources);
            for (int i = 0; i < config.connections(); i++) {
                links.add(new Link(client, null));
            }
        }
    }

    private Link on(EventLoop loop) {
        ClientResources onLoop =
                resources.mutate().eventLoopGroupProvider(new ThatLoop(loop)).build();
        derived.add(onLoop);
        return new Link(RedisClient.create(onLoop), loop);
    }

    /** What replaces the connections. */
    Guards guards() {
        return guards;
    }

    int size() {
        return links.size();
    }

    Link get(int slot) {
        return links.get(slot);
    }

    /** The slot whose loop this thread is; -1 where it is none of them. */
    int here() {
        for (int slot = 0; slot < links.size(); slot++) {
            EventLoop loop = links.get(slot).loop();
            if (loop != null && loop.inEventLoop()) {
                return slot;
            }
        }
        return -1;
    }

    /** The caller's loops: of all links or of none. */
    List<EventLoop> loops() {
        return links.stream().map(Link::loop).filter(Objects::nonNull).toList();
    }

    /** Each client once. */
    List<RedisClient> clients() {
        return links.stream().map(Link::client).distinct().toList();
    }

    @Override
    public void close() {
        clients().forEach(client -> client.shutdown(Duration.ZERO, Duration.ofSeconds(1)));
        derived.forEach(one -> one.shutdown(0, 1, TimeUnit.SECONDS));
        resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    private record Handlers(Guards guards) implements NettyCustomizer {
        @Override
        public void afterChannelInitialized(Channel channel) {
            ChannelPipeline pipeline = channel.pipeline();
            pipeline.replace(CommandEncoder.class, ENCODER, new OneBufferATurn());
            pipeline.addAfter(ENCODER, null, new FlushConsolidationHandler(FLUSHES_AT_MOST, true));
            pipeline.addBefore(pipeline.context(CommandHandler.class).name(), null, guards.newGuard());
        }
    }

    /** Lends a loop of somebody else's, which is not to be shut down. */
    private record ThatLoop(EventLoop loop) implements EventLoopGroupProvider {
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
            return nothingToDo();
        }

        @Override
        public Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit unit) {
            return nothingToDo();
        }

        private static Future<Boolean> nothingToDo() {
            Promise<Boolean> done = new DefaultPromise<>(GlobalEventExecutor.INSTANCE);
            return done.setSuccess(true);
        }
    }
}
