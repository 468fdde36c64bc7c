package io.voxguard.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.voxguard.store.EventGroup;
import io.voxguard.store.EventStream;
import io.voxguard.store.EventWrite;
import io.voxguard.store.EventWriteOutcome;
import io.voxguard.store.HashFields;
import io.voxguard.store.HashSink;
import io.voxguard.store.KeyChanges;
import io.voxguard.store.SnapshotKeys;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.embedded.EmbeddedStore;
import io.voxguard.store.embedded.FaultyWire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that have gone dead without an end, or whose server has become a replica: each kind of use goes on within seconds. */
class ReplacedConnectionsTest {
    private static final Duration LIMIT = Duration.ofMillis(200);
    private static final byte[] KEY = ascii("key");

    private final EmbeddedStore server = EmbeddedStore.start();
    private final FaultyWire wire = FaultyWire.to(server.port());
    private final RedisStoreConfig config = new RedisStoreConfig(
            "redis://127.0.0.1:" + wire.port(),
            1,
            1_000,
            Duration.ofSeconds(1),
            Duration.ofMillis(100),
            Duration.ofMillis(400),
            Optional.empty());
    private final Heard heard = new Heard();
    private final RedisStore store = RedisStore.open(config, heard);
    private final EventStream stream = RedisEventStream.open(config, "stream", 100);
    private final EventGroup group = RedisEventGroup.open(config, "grouped", "group", "consumer");
    private final Map<String, Callable<Boolean>> uses = new TreeMap<>();

    @BeforeEach
    void everyUseWorks() throws Exception {
        uses.put("read", () -> done(store.online().read(List.of(KEY), (index, row) -> {}, LIMIT)) == StoreOutcome.DONE);
        uses.put(
                "write",
                () -> done(store.online().write(List.of(RedisStoreTest.row("+1", "one")), LIMIT)) == StoreOutcome.DONE);
        uses.put(
                "merge",
                () -> done(store.online().merge(List.of(hash()), LIMIT)).getFirst() == EventWriteOutcome.WRITTEN
                        || done(store.online().merge(List.of(hash()), LIMIT)).getFirst()
                                == EventWriteOutcome.DUPLICATE);
        uses.put(
                "count",
                () -> done(store.counters().increment(ascii("count"), LIMIT, LIMIT))
                                .outcome()
                        == StoreOutcome.DONE);
        uses.put("append", () -> done(stream.append(List.of(ascii("a"), ascii("b")), LIMIT)) == StoreOutcome.DONE);
        uses.put("group", () -> group.next(1, Duration.ofMillis(1), LIMIT).isEmpty());
        uses.put("pending", () -> group.left(1, Duration.ofMillis(1), LIMIT).isEmpty());
        uses.put("rules", () -> store.snapshots()
                .pointer(new SnapshotKeys("rules", "core"), LIMIT)
                .isEmpty());
        uses.put("acknowledge", () -> {
            store.snapshots().acknowledge(new SnapshotKeys("rules", "core"), "one", "1", 1, LIMIT, LIMIT);
            return true;
        });
        uses.put("models", () -> {
            store.shared().put("models", "replica", ascii("1"), List.of(), LIMIT);
            return true;
        });
        uses.put("tracking", heard.complete::get);
        for (Map.Entry<String, Callable<Boolean>> use : uses.entrySet()) {
            await(use.getKey(), use.getValue());
        }
    }

    @AfterEach
    void close() {
        group.close();
        stream.close();
        store.close();
        wire.close();
        server.close();
    }

    @Test
    void everyUseGoesOnAfterItsConnectionHasGoneDead() throws Exception {
        wire.freezeConnections();
        assertThat(done(store.online().read(List.of(KEY), (index, row) -> {}, LIMIT)))
                .isEqualTo(StoreOutcome.TIMED_OUT);
        for (Map.Entry<String, Callable<Boolean>> use : uses.entrySet()) {
            await(use.getKey(), use.getValue());
        }
    }

    @Test
    void deadConnectionsThatNobodyUsesAreReplacedToo() throws Exception {
        int before = wire.connections();
        wire.freezeConnections();
        await("a connection each for store, stream and group", () -> wire.connections() >= before + 3);
        await("tracking is armed again", heard.complete::get);
    }

    @Test
    void anIdleConnectionThatAnswersIsKept() throws Exception {
        int before = wire.connections();
        TimeUnit.MILLISECONDS.sleep(3 * config.silence().toMillis());
        assertThat(wire.connections()).isEqualTo(before);
    }

    @Test
    void everyUseGoesOnAfterItsServerHasBecomeAReplica() throws Exception {
        try (EmbeddedStore primary = EmbeddedStore.start()) {
            wire.leadTo(primary.port());
            demote(primary);
            for (Map.Entry<String, Callable<Boolean>> use : uses.entrySet()) {
                await(use.getKey(), use.getValue());
            }
            await(
                    "the new primary has what is written",
                    () -> done(store.online().write(List.of(RedisStoreTest.row("+2", "two")), LIMIT))
                                    == StoreOutcome.DONE
                            && size(primary) > 0);
        }
    }

    @Test
    void connectionsThatOnlyReadLeaveAReplica() throws Exception {
        try (EmbeddedStore primary = EmbeddedStore.start()) {
            int before = wire.connections();
            wire.leadTo(primary.port());
            demote(primary);
            await("a connection each for store, stream and group", () -> wire.connections() >= before + 3);
        }
    }

    @Test
    void fieldsOfAReplyThatIsCutOffDoNotShift() throws Exception {
        Map<Integer, String> fields = new TreeMap<>();
        int before = wire.connections();
        wire.cutAfter(ascii("first\r\n"));
        StoreOutcome outcome = done(store.online()
                .readHashes(
                        List.of(KEY, ascii("none")),
                        new HashFields(List.of(ascii("a"), ascii("b"), ascii("_ts"))),
                        new HashSink() {
                            @Override
                            public void field(int index, int field, @Nullable ByteBuffer value) {
                                if (index == 0) {
                                    fields.put(
                                            field,
                                            String.valueOf(
                                                    value == null ? null : StandardCharsets.US_ASCII.decode(value)));
                                }
                            }

                            @Override
                            public void notAHash(int index) {
                                throw new AssertionError("it is a hash");
                            }
                        },
                        Duration.ofSeconds(5)));
        assertThat(outcome).as("failed, or sent once more").isIn(StoreOutcome.UNAVAILABLE, StoreOutcome.DONE);
        await("the reply was cut off", () -> wire.connections() > before);
        assertThat(fields).containsEntry(0, "first");
        assertThat(fields.getOrDefault(1, "second")).isEqualTo("second");
        assertThat(fields.getOrDefault(2, "time")).isEqualTo("time");
        assertThat(outcome == StoreOutcome.UNAVAILABLE || fields.size() == 3).isTrue();
    }

    private static EventWrite.OfHash hash() {
        return new EventWrite.OfHash(
                KEY,
                ascii("_ts"),
                ascii("time"),
                1,
                0,
                List.of(ascii("a"), ascii("first"), ascii("b"), ascii("second")),
                Duration.ofHours(1));
    }

    private void demote(EmbeddedStore primary) {
        RedisClient client = RedisClient.create(server.url());
        try (StatefulRedisConnection<String, String> admin = client.connect()) {
            admin.sync().replicaof("127.0.0.1", primary.port());
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        }
    }

    private static long size(EmbeddedStore server) {
        RedisClient client = RedisClient.create(server.url());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            return connection.sync().dbsize();
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        }
    }

    private static <T> T done(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static void await(String what, Callable<Boolean> condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!holds(condition)) {
            assertThat(System.nanoTime()).as(what + " within 10 s").isLessThan(end);
            Thread.sleep(10);
        }
    }

    private static boolean holds(Callable<Boolean> condition) {
        try {
            return condition.call();
        } catch (Exception notYet) {
            return false;
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static final class Heard implements KeyChanges {
        private final AtomicBoolean complete = new AtomicBoolean();

        @Override
        public void told(boolean now) {
            complete.set(now);
        }

        @Override
        public void changed(byte[] key) {}

        @Override
        public void allChanged() {}
    }
}
