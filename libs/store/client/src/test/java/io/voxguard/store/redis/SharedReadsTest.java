package io.voxguard.store.redis;

import static io.voxguard.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.voxguard.store.FeatureKeys;
import io.voxguard.store.KeyChanges;
import io.voxguard.store.OnlineStore;
import io.voxguard.store.RowSink;
import io.voxguard.store.RowWrite;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.embedded.EmbeddedStore;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SharedReadsTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final FeatureKeys KEYS = new FeatureKeys("caller_velocity");

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final List<Batch> sent = new ArrayList<>();
    private final SharedReads reads = new SharedReads(
            channel.eventLoop(),
            (keys, sink, count) -> {
                Batch one = new Batch(keys, sink, count, new CompletableFuture<>());
                sent.add(one);
                return one.answer;
            },
            nanos::get);

    private record Batch(List<byte[]> keys, RowSink sink, int reads, CompletableFuture<Boolean> answer) {
        /** Each row is its key. */
        void reply() {
            for (int i = 0; i < keys.size(); i++) {
                sink.row(i, ByteBuffer.wrap(keys.get(i)));
            }
            answer.complete(true);
        }
    }

    @BeforeEach
    void stopTheLoopsClock() {
        channel.freezeTime();
    }

    @Test
    void readsOfOnePassAreSentTogetherAndGetTheirOwnRows() {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        CompletionStage<StoreOutcome> one = read(first, LIMIT, "a", "b");
        CompletionStage<StoreOutcome> two = read(second, LIMIT, "c");
        assertThat(sent).isEmpty();
        channel.runPendingTasks();
        assertThat(sent).singleElement().satisfies(batch -> assertThat(batch.reads)
                .isEqualTo(2));
        sent.getFirst().reply();
        assertThat(first).containsExactly("0:a", "1:b");
        assertThat(second).containsExactly("0:c");
        assertThat(one).isCompletedWithValue(StoreOutcome.DONE);
        assertThat(two).isCompletedWithValue(StoreOutcome.DONE);
    }

    @Test
    void batchIsSentBeforeTheTasksThatAreQueuedBehindIt() {
        List<Integer> sentBefore = new ArrayList<>();
        channel.eventLoop().execute(() -> {
            read(new ArrayList<>(), LIMIT, "a");
            channel.eventLoop().execute(() -> sentBefore.add(sent.size()));
        });
        channel.eventLoop().execute(() -> read(new ArrayList<>(), LIMIT, "b"));
        channel.runPendingTasks();
        assertThat(sentBefore).containsExactly(1);
        assertThat(sent).singleElement().satisfies(batch -> assertThat(batch.reads)
                .isEqualTo(2));
    }

    @Test
    void replayedReplyIsReadFromItsFirstRow() {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        read(first, LIMIT, "a");
        read(second, LIMIT, "b");
        channel.runPendingTasks();
        sent.getFirst().sink.row(0, ByteBuffer.wrap(new byte[] {'a'}));
        sent.getFirst().reply();
        assertThat(first).containsExactly("0:a", "0:a");
        assertThat(second).containsExactly("0:b");
    }

    @Test
    void eachReadOfABatchKeepsItsOwnLimit() {
        CompletionStage<StoreOutcome> hasty = read(new ArrayList<>(), Duration.ofMillis(5), "a");
        CompletionStage<StoreOutcome> patient = read(new ArrayList<>(), LIMIT, "b");
        channel.runPendingTasks();
        advance(Duration.ofMillis(5));
        assertThat(hasty).isCompletedWithValue(StoreOutcome.TIMED_OUT);
        assertThat(patient).isNotCompleted();
        sent.getFirst().reply();
        assertThat(patient).isCompletedWithValue(StoreOutcome.DONE);
    }

    @Test
    void expiredAndCancelledReadsAreNotSent() {
        CompletionStage<StoreOutcome> expired = read(new ArrayList<>(), Duration.ofNanos(1), "a");
        read(new ArrayList<>(), LIMIT, "b").toCompletableFuture().cancel(false);
        advance(Duration.ofNanos(1));
        channel.runPendingTasks();
        assertThat(expired).isCompletedWithValue(StoreOutcome.TIMED_OUT);
        assertThat(sent).isEmpty();
    }

    @Test
    void largeReadIsSentAlone() {
        read(new ArrayList<>(), LIMIT, "a");
        read(
                new ArrayList<>(),
                LIMIT,
                IntStream.range(0, 600).mapToObj(Integer::toString).toArray(String[]::new));
        read(new ArrayList<>(), LIMIT, "b");
        channel.runPendingTasks();
        assertThat(sent).extracting(batch -> batch.keys.size()).containsExactly(1, 600, 1);
    }

    @Test
    void faultIsTheOutcomeOfAllReadsOfTheBatch() {
        CompletionStage<StoreOutcome> one = read(new ArrayList<>(), LIMIT, "a");
        CompletionStage<StoreOutcome> two = read(new ArrayList<>(), LIMIT, "b");
        channel.runPendingTasks();
        sent.getFirst().answer.completeExceptionally(new IllegalStateException("gone"));
        assertThat(one).isCompletedWithValue(StoreOutcome.UNAVAILABLE);
        assertThat(two).isCompletedWithValue(StoreOutcome.UNAVAILABLE);
    }

    /** Reads of one to four keys on several loops at once, over a real server: every row is the one that was asked for. */
    @Test
    void interleavedReadsGetTheirOwnRows() throws Exception {
        int callers = 1000;
        EpollEventLoopGroup loops = new EpollEventLoopGroup(3);
        try (EmbeddedStore server = EmbeddedStore.start();
                RedisStore store =
                        RedisStore.open(RedisStoreConfig.of(server.url()), Optional.<KeyChanges>empty(), loops)) {
            await("a connection on each loop", () -> store.openConnections() == 3);
            List<RowWrite> rows = new ArrayList<>();
            for (int i = 0; i < callers; i += 2) {
                byte[] row = Integer.toString(i).getBytes(StandardCharsets.US_ASCII);
                rows.add(new RowWrite(KEYS.of("+" + i), row, Duration.ofMinutes(5)));
            }
            store.online().write(rows, LIMIT).toCompletableFuture().get(10, TimeUnit.SECONDS);
            List<CompletableFuture<String>> ends = new ArrayList<>();
            loops.forEach(loop -> ends.add(new Reader(store.online(), (EventLoop) loop, callers).start(350_000)));
            for (CompletableFuture<String> end : ends) {
                assertThat(end.get(300, TimeUnit.SECONDS)).isEqualTo("every row was its own");
            }
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS);
        }
    }

    /** Keeps some reads going on one loop. */
    private static final class Reader {
        private final OnlineStore store;
        private final EventLoop loop;
        private final int callers;
        private final Random random = new Random(20260802);
        private final CompletableFuture<String> end = new CompletableFuture<>();
        private int left;
        private int open;

        Reader(OnlineStore store, EventLoop loop, int callers) {
            this.store = store;
            this.loop = loop;
            this.callers = callers;
        }

        CompletableFuture<String> start(int reads) {
            left = reads;
            loop.execute(() -> {
                for (int i = 0; i < 50; i++) {
                    next();
                }
            });
            return end;
        }

        private void next() {
            if (left-- <= 0) {
                if (open == 0) {
                    end.complete("every row was its own");
                }
                return;
            }
            open++;
            int[] asked = random.ints(1 + random.nextInt(4), 0, callers).toArray();
            @Nullable String[] got = new String[asked.length];
            List<byte[]> keys = new ArrayList<>();
            for (int one : asked) {
                keys.add(KEYS.of("+" + one));
            }
            RowSink sink = (index, row) -> got[index] =
                    row == null ? null : StandardCharsets.US_ASCII.decode(row).toString();
            store.read(keys, sink, LIMIT)
                    .whenComplete((outcome, fault) -> loop.execute(() -> {
                        for (int i = 0; i < asked.length; i++) {
                            String expected = asked[i] % 2 == 0 ? Integer.toString(asked[i]) : null;
                            if (outcome != StoreOutcome.DONE || !Objects.equals(got[i], expected)) {
                                end.complete(outcome + ": expected " + expected + ", got " + got[i]);
                            }
                        }
                        open--;
                        next();
                    }));
        }
    }

    private void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
        channel.advanceTimeBy(by.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
    }

    private CompletionStage<StoreOutcome> read(List<String> into, Duration limit, String... keys) {
        List<byte[]> all = new ArrayList<>();
        for (String key : keys) {
            all.add(key.getBytes(StandardCharsets.US_ASCII));
        }
        return reads.read(
                all,
                (index, row) -> into.add(index + ":"
                        + (row == null
                                ? null
                                : StandardCharsets.US_ASCII.decode(row).toString())),
                limit);
    }
}
