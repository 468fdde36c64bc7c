package io.voxguard.store.redis;

import static io.voxguard.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.voxguard.store.LimitReply;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.embedded.FreePort;
import io.voxguard.store.limit.BucketState;
import io.voxguard.store.limit.Check;
import io.voxguard.store.limit.Debit;
import io.voxguard.store.limit.Window;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Buckets of a store that is killed and comes back with its data. */
@ParameterizedClass(allowZeroInvocations = true)
@MethodSource("engines")
class RestartedLimitTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Window WINDOW = Window.of(1, Duration.ofHours(1), 10);

    @Parameter
    LimitStore engine = LimitStore.REDIS;

    @TempDir
    Path folder;

    private final int port = FreePort.onLoopback();
    private final String url = "redis://127.0.0.1:" + port;
    private final List<Process> servers = new ArrayList<>();
    private RedisStore store;

    /** Without those that have no executable to be started again. */
    static List<LimitStore> engines() {
        return LimitStore.available()
                .filter(engine -> engine.executable().isPresent())
                .toList();
    }

    @BeforeEach
    void open() {
        store = RedisStore.open(
                RedisStoreConfig.at(url).reconnectDelay(Duration.ofMillis(50)).build());
    }

    @AfterEach
    void close() {
        store.close();
        servers.forEach(Process::destroyForcibly);
    }

    @Test
    void storeWithAnAppendOnlyFileHasForgottenNothingThatItAnswered() throws Exception {
        start("--appendonly", "yes", "--appendfsync", "always", "--save", "");
        BucketState before = takeAll();
        kill();
        assertThat(take().outcome()).isNotEqualTo(StoreOutcome.DONE);
        start("--appendonly", "yes", "--appendfsync", "always", "--save", "");
        assertIsStillEmpty(before);
    }

    @Test
    void storeWithASnapshotHasForgottenNothingThatWasSaved() throws Exception {
        start("--save", "");
        BucketState before = takeAll();
        RedisClient admin = RedisClient.create(url);
        try {
            admin.connect().sync().save();
        } finally {
            admin.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        }
        kill();
        start("--save", "");
        assertIsStillEmpty(before);
    }

    private BucketState takeAll() {
        for (int i = 0; i < 10; i++) {
            assertThat(take().admitted()).isTrue();
        }
        LimitReply refused = take();
        assertThat(refused.admitted()).isFalse();
        return refused.buckets().getFirst();
    }

    private void assertIsStillEmpty(BucketState before) {
        await("the store answers", () -> take().outcome() == StoreOutcome.DONE);
        LimitReply after = take();
        assertThat(after.admitted()).isFalse();
        assertThat(after.buckets().getFirst().times()).isEqualTo(before.times());
    }

    private LimitReply take() {
        Debit debit = new Debit("limit:{k}:test".getBytes(StandardCharsets.US_ASCII), List.of(WINDOW), 1, true);
        return store.limits()
                .check(List.of(new Check(List.of(debit), true)), LIMIT)
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join()
                .getFirst();
    }

    private void start(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                engine.executable().orElseThrow().toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                folder.toString()));
        command.addAll(List.of(options));
        servers.add(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.log").toFile())
                .start());
        await("the store is connected", store::connected);
    }

    private void kill() throws InterruptedException {
        Process server = servers.getLast().destroyForcibly();
        assertThat(server.waitFor(10, TimeUnit.SECONDS)).isTrue();
        await("the connection is lost", () -> !store.connected());
    }
}
