package io.voxguard.benchmarks.store;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.voxguard.benchmarks.store.Workload.Operation;
import io.voxguard.store.Counters;
import io.voxguard.store.EventStream;
import io.voxguard.store.OnlineStore;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.redis.RedisStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Closed loop of the mixed workload through our client: each event loop has a number of operations in flight, and sends the next when one is answered. */
final class ClosedLoop {
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final long MAX_LATENCY_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final byte[][] CALLERS = Workload.keys(Workload.CALLER);
    private static final byte[][] CALLEES = Workload.keys(Workload.CALLEE);
    private static final byte[][] TRUNKS = Workload.keys(Workload.TRUNK);
    private static final byte[][] COUNTERS = Workload.keys(Workload.COUNTER);
    private static final List<byte[]> RULES = List.of(Workload.bytes(Workload.RULES));
    private static final List<byte[]> EVENT = List.of(Workload.bytes(Workload.EVENT));

    private final OnlineStore store;
    private final Counters counters;
    private final EventStream stream;
    private final EventLoopGroup loops;

    ClosedLoop(RedisStore store, EventLoopGroup loops) {
        this.store = store.online();
        this.counters = store.counters();
        this.stream = store.events().stream(Workload.STREAM, Workload.STREAM_LENGTH);
        this.loops = loops;
    }

    /** Result of one run. Times in nanoseconds. */
    record Run(long operations, long keys, long nanos, Histogram latency) {}

    Run run(int inFlight, Duration length) {
        List<OnLoop> all = new ArrayList<>();
        for (EventExecutor loop : loops) {
            all.add(new OnLoop((EventLoop) loop));
        }
        long start = System.nanoTime();
        for (OnLoop one : all) {
            one.loop.execute(() -> one.start(inFlight / all.size(), start + length.toNanos()));
        }
        all.forEach(one ->
                one.done.orTimeout(length.toSeconds() + 10, TimeUnit.SECONDS).join());
        long nanos = System.nanoTime() - start;
        Histogram latency = new Histogram(MAX_LATENCY_NANOS, 3);
        all.forEach(one -> latency.add(one.latency));
        return new Run(
                latency.getTotalCount(), all.stream().mapToLong(one -> one.keys).sum(), nanos, latency);
    }

    /** Share of one event loop. Confined to that loop. */
    private final class OnLoop {
        private final EventLoop loop;
        private final Histogram latency = new Histogram(MAX_LATENCY_NANOS, 3);
        private final SplittableRandom random = new SplittableRandom();
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private long keys;
        private long missing;
        private long deadline;
        private int inFlight;

        OnLoop(EventLoop loop) {
            this.loop = loop;
        }

        void start(int operations, long until) {
            deadline = until;
            inFlight = operations;
            for (int i = 0; i < operations; i++) {
                next();
            }
        }

        private void next() {
            Operation operation = Operation.of(random.nextInt(100));
            long start = System.nanoTime();
            send(operation).whenComplete((outcome, fault) -> answered(operation, start, outcome, fault));
        }

        private CompletionStage<StoreOutcome> send(Operation operation) {
            return switch (operation) {
                case FEATURES ->
                    store.read(
                            List.of(any(CALLERS), any(CALLEES), any(TRUNKS)),
                            (index, row) -> missing += row == null ? 1 : 0,
                            LIMIT);
                case RULE -> store.read(RULES, (index, pointer) -> missing += pointer == null ? 1 : 0, LIMIT);
                case COUNT ->
                    counters.increment(any(COUNTERS), Workload.COUNTER_TTL, LIMIT)
                            .thenApply(Counters.Count::outcome);
                case APPEND -> stream.append(EVENT, LIMIT);
            };
        }

        private void answered(Operation operation, long start, StoreOutcome outcome, Throwable fault) {
            long now = System.nanoTime();
            latency.recordValue(Math.min(now - start, MAX_LATENCY_NANOS));
            keys += operation.keys;
            if (outcome != StoreOutcome.DONE || missing > 0) {
                done.completeExceptionally(
                        new IllegalStateException(operation + ": " + outcome + ", missing values: " + missing, fault));
            } else if (now < deadline) {
                next();
            } else if (--inFlight == 0) {
                done.complete(null);
            }
        }

        private byte[] any(byte[][] of) {
            return of[random.nextInt(of.length)];
        }
    }
}
