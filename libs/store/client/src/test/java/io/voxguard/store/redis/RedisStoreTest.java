package io.voxguard.store.redis;

import static io.voxguard.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.store.FeatureKeys;
import io.voxguard.store.RowWrite;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.embedded.EmbeddedStore;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisStoreTest {
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final FeatureKeys KEYS = new FeatureKeys("caller_velocity");

    @Test
    void rowsAreReadInTheOrderOfTheKeys() {
        try (EmbeddedStore server = EmbeddedStore.start();
                RedisStore store = RedisStore.open(RedisStoreConfig.of(server.url()))) {
            awaitConnection(store);
            assertThat(done(store.online().write(List.of(row("+1", "one"), row("+3", "three")), LIMIT)))
                    .isEqualTo(StoreOutcome.DONE);
            assertThat(read(store, "+3", "+2", "+1", "+3")).containsExactly("three", null, "one", "three");
        }
    }

    @Test
    void rowsExpire() {
        try (EmbeddedStore server = EmbeddedStore.start();
                RedisStore store = RedisStore.open(RedisStoreConfig.of(server.url()))) {
            awaitConnection(store);
            done(store.online()
                    .write(List.of(new RowWrite(KEYS.of("+1"), new byte[] {1}, Duration.ofMillis(1))), LIMIT));
            await("the row expires", () -> read(store, "+1").get(0) == null);
        }
    }

    @Test
    void removedKeyIsGoneAndOthersStay() throws Exception {
        try (EmbeddedStore server = EmbeddedStore.start();
                RedisStore store = RedisStore.open(RedisStoreConfig.of(server.url()))) {
            awaitConnection(store);
            store.records("one", 10).add(new byte[] {1}, LIMIT);
            store.records("two", 10).add(new byte[] {1}, LIMIT);

            store.remove("one", LIMIT);
            store.remove("no-such-key", LIMIT);

            assertThat(store.records("one", 10).length(LIMIT)).isZero();
            assertThat(store.records("two", 10).length(LIMIT)).isEqualTo(1);
        }
    }

    @Test
    void unreachableStoreIsUnavailableAtOnceAndConnectedOnceItStarts() throws Exception {
        int port;
        try (EmbeddedStore server = EmbeddedStore.start()) {
            port = server.port();
        }
        try (RedisStore store = RedisStore.open(RedisStoreConfig.of("redis://127.0.0.1:" + port))) {
            assertThat(done(store.online().read(List.of(KEYS.of("+1")), (index, value) -> {}, LIMIT)))
                    .isEqualTo(StoreOutcome.UNAVAILABLE);
            try (EmbeddedStore server = EmbeddedStore.start(port)) {
                awaitConnection(store);
                assertThat(read(store, "+1")).containsExactly((String) null);
            }
            await("the connection is lost", () -> !store.connected());
            try (EmbeddedStore server = EmbeddedStore.start(port)) {
                awaitConnection(store);
                assertThat(read(store, "+1")).containsExactly((String) null);
            }
        }
    }

    @Test
    void silentStoreTimesOutAndItsQueueStaysBounded() throws Exception {
        try (SilenceableProxy proxy = new SilenceableProxy();
                RedisStore store = RedisStore.open(RedisStoreConfig.at("redis://127.0.0.1:" + proxy.port())
                        .queueSize(8)
                        .silence(Duration.ofMinutes(1))
                        .build())) {
            awaitConnection(store);
            proxy.silence();
            List<CompletionStage<StoreOutcome>> reads = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                reads.add(store.online().read(List.of(KEYS.of("+1")), (index, value) -> {}, Duration.ofMillis(50)));
            }
            List<StoreOutcome> outcomes =
                    reads.stream().map(RedisStoreTest::done).toList();
            assertThat(outcomes).contains(StoreOutcome.TIMED_OUT, StoreOutcome.OVERLOADED);
            assertThat(outcomes.stream().filter(StoreOutcome.TIMED_OUT::equals)).hasSizeLessThanOrEqualTo(9);
            proxy.speak();
            // commands that were sent are still answered, and then there is room again
            await(
                    "reads work again",
                    () -> done(store.online().read(List.of(KEYS.of("+1")), (index, value) -> {}, LIMIT))
                            == StoreOutcome.DONE);
        }
    }

    @Test
    void rowsAreReadOverAUnixSocket(@TempDir Path folder) {
        Path socket = folder.resolve("store.sock");
        try (EmbeddedStore server = EmbeddedStore.startWithSocket(socket);
                RedisStore store = RedisStore.open(RedisStoreConfig.of("redis-socket://" + socket))) {
            awaitConnection(store);
            done(store.online().write(List.of(row("+1", "one")), LIMIT));
            assertThat(read(store, "+1")).containsExactly("one");
        }
    }

    @Test
    void errorReplyIsUnavailable() throws IOException {
        try (EmbeddedStore server = EmbeddedStore.start();
                Socket admin = new Socket(InetAddress.getLoopbackAddress(), server.port());
                RedisStore store = RedisStore.open(RedisStoreConfig.of(server.url()))) {
            awaitConnection(store);
            admin.getOutputStream().write("CONFIG SET maxmemory 1\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(admin.getInputStream().read()).isEqualTo('+');
            assertThat(done(store.online().write(List.of(row("+1", "one")), LIMIT)))
                    .isEqualTo(StoreOutcome.UNAVAILABLE);
            assertThat(read(store, "+1")).containsExactly((String) null);
        }
    }

    @Test
    void readWithoutTimeLeftTimesOutUnsent() {
        try (EmbeddedStore server = EmbeddedStore.start();
                RedisStore store = RedisStore.open(RedisStoreConfig.of(server.url()))) {
            assertThat(done(store.online().read(List.of(KEYS.of("+1")), (index, value) -> {}, Duration.ZERO)))
                    .isEqualTo(StoreOutcome.TIMED_OUT);
        }
    }

    static RowWrite row(String entity, String value) {
        return new RowWrite(KEYS.of(entity), value.getBytes(StandardCharsets.UTF_8), Duration.ofMinutes(1));
    }

    static List<String> read(RedisStore store, String... entities) {
        List<String> values = new ArrayList<>();
        StoreOutcome outcome = done(store.online()
                .read(
                        java.util.Arrays.stream(entities).map(KEYS::of).toList(),
                        (index, value) -> values.add(
                                value == null
                                        ? null
                                        : StandardCharsets.UTF_8.decode(value).toString()),
                        LIMIT));
        assertThat(outcome).isEqualTo(StoreOutcome.DONE);
        return values;
    }

    static StoreOutcome done(CompletionStage<StoreOutcome> stage) {
        return stage.toCompletableFuture().orTimeout(5, TimeUnit.SECONDS).join();
    }

    static void awaitConnection(RedisStore store) {
        await("a connection", store::connected);
    }

    /** Proxy in front of a real server that can fall silent without closing. */
    private static final class SilenceableProxy implements AutoCloseable {
        private final EmbeddedStore server = EmbeddedStore.start();
        private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final java.util.concurrent.locks.ReentrantLock speaking =
                new java.util.concurrent.locks.ReentrantLock();

        SilenceableProxy() throws IOException {
            Thread.ofVirtual().start(() -> {
                while (true) {
                    try {
                        Socket client = door.accept();
                        Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server.port());
                        Thread.ofPlatform().daemon().start(() -> pump(client, upstream));
                        Thread.ofPlatform().daemon().start(() -> pump(upstream, client));
                    } catch (IOException closed) {
                        return;
                    }
                }
            });
        }

        int port() {
            return door.getLocalPort();
        }

        void silence() {
            speaking.lock();
        }

        void speak() {
            speaking.unlock();
        }

        private void pump(Socket from, Socket to) {
            byte[] chunk = new byte[8192];
            try {
                for (int n = from.getInputStream().read(chunk);
                        n >= 0;
                        n = from.getInputStream().read(chunk)) {
                    speaking.lock();
                    try {
                        to.getOutputStream().write(chunk, 0, n);
                    } finally {
                        speaking.unlock();
                    }
                }
            } catch (IOException closed) {
                // the test is over
            }
        }

        @Override
        public void close() throws IOException {
            door.close();
            server.close();
        }
    }
}
