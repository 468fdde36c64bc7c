package io.voxguard.process;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The connections that the servers of some event loops have accepted. */
final class ServerChannels {
    private static final long PATIENCE_MS = 2_000;

    private final EventLoopGroup loops;

    ServerChannels(EventLoopGroup loops) {
        this.loops = loops;
    }

    /** Visits each accepted connection on its own event loop, and returns how many there are. A loop that is busy for two seconds is left out. */
    int forEach(Consumer<Channel> visitor) throws InterruptedException {
        AtomicInteger open = new AtomicInteger();
        List<SingleThreadEventLoop> asked = of(loops);
        CountDownLatch done = new CountDownLatch(asked.size());
        for (SingleThreadEventLoop loop : asked) {
            loop.execute(() -> {
                try {
                    List<Channel> accepted = accepted(loop);
                    open.addAndGet(accepted.size());
                    accepted.forEach(visitor);
                } finally {
                    done.countDown();
                }
            });
        }
        return done.await(PATIENCE_MS, TimeUnit.MILLISECONDS) ? open.get() : Math.max(1, open.get());
    }

    private static List<Channel> accepted(SingleThreadEventLoop loop) {
        List<Channel> accepted = new ArrayList<>();
        for (Iterator<Channel> all = loop.registeredChannelsIterator(); all.hasNext(); ) {
            Channel channel = all.next();
            if (channel.parent() instanceof ServerChannel && channel.isActive()) {
                accepted.add(channel);
            }
        }
        return accepted;
    }

    static List<SingleThreadEventLoop> of(EventLoopGroup group) {
        List<SingleThreadEventLoop> loops = new ArrayList<>();
        for (EventExecutor executor : group) {
            if (executor instanceof SingleThreadEventLoop loop) {
                loops.add(loop);
            }
        }
        return loops;
    }
}
