package io.voxguard.benchmarks.limits;

import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.voxguard.store.LimitReply;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.limit.Check;
import io.voxguard.store.limit.Debit;
import io.voxguard.store.limit.Window;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Our store client, with a connection on each event loop as in the service. */
final class ScriptLimiter implements Limiter {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final List<Window> WINDOWS =
            List.of(Window.of(TOKENS_A_SECOND, Duration.ofSeconds(1), TOKENS_A_SECOND));

    private final EpollEventLoopGroup loops;
    private final List<EventExecutor> senders = new ArrayList<>();
    private final RedisStore store;

    ScriptLimiter(String url, int connections) throws InterruptedException {
        loops = new EpollEventLoopGroup(connections);
        loops.forEach(senders::add);
        store = RedisStore.open(RedisStoreConfig.of(url), Optional.empty(), loops);
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (store.openConnections() < connections) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("no connection to the store within 10 s");
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    @Override
    public String name() {
        return "script, " + senders.size() + (senders.size() == 1 ? " connection" : " connections");
    }

    @Override
    public int senders() {
        return senders.size();
    }

    @Override
    public Executor sender(int index) {
        return senders.get(index);
    }

    @Override
    public CompletionStage<Integer> check(String[] keys) {
        List<Check> checks = new ArrayList<>(keys.length);
        for (String key : keys) {
            Debit debit = new Debit(key.getBytes(StandardCharsets.US_ASCII), WINDOWS, 1, true);
            checks.add(new Check(List.of(debit), true));
        }
        return store.limits().check(checks, LIMIT).thenApply(ScriptLimiter::admitted);
    }

    private static int admitted(List<LimitReply> replies) {
        int admitted = 0;
        for (LimitReply reply : replies) {
            if (reply.outcome() != StoreOutcome.DONE) {
                throw new IllegalStateException("the store answered " + reply.outcome());
            }
            admitted += reply.admitted() ? 1 : 0;
        }
        return admitted;
    }

    @Override
    public void close() {
        store.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
