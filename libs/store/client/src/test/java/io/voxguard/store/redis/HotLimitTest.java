package io.voxguard.store.redis;

import static io.voxguard.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.voxguard.store.LimitReply;
import io.voxguard.store.limit.Check;
import io.voxguard.store.limit.Debit;
import io.voxguard.store.limit.Window;
import io.voxguard.store.redis.LimitHistory.Answer;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Many threads and processes that ask for tokens of one bucket: never one more, never one less, by the store's own clock. */
@ParameterizedClass
@MethodSource("engines")
class HotLimitTest {
    private static final int THREADS = 64;
    private static final int PROCESSES = 4;
    /** Fills by less than one token in a test. */
    private static final Window NO_REFILL = Window.of(1, Duration.ofHours(1), 1_000);
    /** Seven in ten milliseconds: a token takes no whole number of microseconds. */
    private static final Window REFILL = Window.of(7, Duration.ofMillis(10), 50);

    @Parameter
    LimitStore engine = LimitStore.EMBEDDED;

    @TempDir
    Path folder;

    private final String key = "limit:{hot}:test-" + Long.toHexString(System.nanoTime());
    private final List<Process> processes = new ArrayList<>();
    private LimitStore.Running server;
    private RedisStore store;
    private RedisClient admin;
    private RedisCommands<String, String> direct;

    static List<LimitStore> engines() {
        return LimitStore.available().toList();
    }

    @BeforeEach
    void open() throws Exception {
        server = engine.start();
        store = RedisStore.open(RedisStoreConfig.at(server.url()).connections(4).build());
        admin = RedisClient.create(server.url());
        direct = admin.connect().sync();
        await("a connection", store::connected);
    }

    @AfterEach
    void close() throws Exception {
        processes.forEach(Process::destroyForcibly);
        direct.del(key);
        store.close();
        admin.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        server.close();
    }

    @Test
    void threadsGetExactlyTheBurst() throws Exception {
        List<Answer> answers = HotKeyClient.run(store.limits(), key, NO_REFILL, THREADS, 50);
        assertThat(LimitHistory.assertDecidedAsByATokenBucket(NO_REFILL, answers))
                .isEqualTo(1_000);
    }

    @Test
    void threadsGetExactlyWhatTheBucketFills() throws Exception {
        List<Answer> answers = HotKeyClient.run(store.limits(), key, REFILL, THREADS, 200);
        assertThat(answers).hasSize(THREADS * 200);
        assertThat(LimitHistory.assertDecidedAsByATokenBucket(REFILL, answers)).isGreaterThan(50);
    }

    @Test
    void requestsOfOnePassOfAnEventLoopShareCallsAndAreDecidedInTheirOrder() throws Exception {
        EpollEventLoopGroup loops = new EpollEventLoopGroup(1);
        try (RedisStore onLoop = RedisStore.open(RedisStoreConfig.of(server.url()), Optional.empty(), loops)) {
            await("a connection", onLoop::connected);
            Window window = Window.of(1, Duration.ofHours(1), 70);
            Debit debit = new Debit(key.getBytes(StandardCharsets.UTF_8), List.of(window), 1, true);
            List<Check> check = List.of(new Check(List.of(debit), true));
            List<CompletionStage<List<LimitReply>>> asked = new ArrayList<>();
            loops.next()
                    .submit(() -> {
                        for (int i = 0; i < 100; i++) {
                            asked.add(onLoop.limits().check(check, Duration.ofSeconds(10)));
                        }
                    })
                    .get(10, TimeUnit.SECONDS);
            Set<Long> calls = new HashSet<>();
            for (int i = 0; i < 100; i++) {
                LimitReply reply = asked.get(i)
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS)
                        .getFirst();
                assertThat(reply.admitted()).as("request %d", i).isEqualTo(i < 70);
                calls.add(reply.buckets().getFirst().nowMicros());
            }
            assertThat(calls).as("times that the clock was asked").hasSizeLessThanOrEqualTo(4);
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    @Test
    void storeThatForgetsItsScriptsUnderLoadAdmitsExactlyTheBurst() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Integer> flushing = CompletableFuture.supplyAsync(() -> {
            int flushes = 0;
            while (!over.get()) {
                direct.scriptFlush();
                flushes++;
                LockSupport.parkNanos(1_000_000);
            }
            return flushes;
        });
        List<Answer> answers = HotKeyClient.run(store.limits(), key, NO_REFILL, THREADS, 100);
        over.set(true);
        assertThat(flushing.get(10, TimeUnit.SECONDS)).isGreaterThan(5);
        assertThat(LimitHistory.assertDecidedAsByATokenBucket(NO_REFILL, answers))
                .isEqualTo(1_000);
    }

    @Test
    @Tag("it")
    void processesGetExactlyTheBurst() throws Exception {
        Window window = Window.of(1, Duration.ofHours(1), 20_000);
        assertThat(LimitHistory.assertDecidedAsByATokenBucket(window, runProcesses(window, 1_000)))
                .isEqualTo(20_000);
    }

    @Test
    @Tag("it")
    void processesGetExactlyWhatTheBucketFills() throws Exception {
        List<Answer> answers = runProcesses(REFILL, 2_000);
        assertThat(LimitHistory.assertDecidedAsByATokenBucket(REFILL, answers)).isGreaterThan(50);
    }

    /** Returns the answers of several processes with 64 threads between them. */
    private List<Answer> runProcesses(Window window, int requests) throws Exception {
        for (int i = 0; i < PROCESSES; i++) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            HotKeyClient.class.getName(),
                            server.url(),
                            key,
                            Long.toString(window.count()),
                            window.period().toString(),
                            Long.toString(window.burst()),
                            Integer.toString(THREADS / PROCESSES),
                            Integer.toString(requests),
                            folder.resolve("answers-" + i).toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("client-" + i + ".log").toFile())
                    .start());
        }
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            assertThat(processes.get(i).waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(processes.get(i).exitValue())
                    .as(Files.readString(folder.resolve("client-" + i + ".log")))
                    .isZero();
            for (String line : Files.readAllLines(folder.resolve("answers-" + i), StandardCharsets.US_ASCII)) {
                answers.add(Answer.parse(line));
            }
        }
        assertThat(answers).hasSize(THREADS * requests);
        return answers;
    }
}
