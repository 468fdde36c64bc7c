package io.voxguard.store.redis;

import static io.voxguard.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
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
import io.voxguard.store.embedded.StoreExecutable;
import io.voxguard.store.redis.connection.Engine;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Connections that have gone dead without being closed, or whose server has become a replica: each kind of use works again within seconds. */
@Tag("it")
class ReplacedConnectionsTest {
    private static final Duration LIMIT = Duration.ofMillis(200);
    private static final byte[] KEY = ascii("key");

    private final EmbeddedStore server = EmbeddedStore.start();
    private final FaultyWire wire = FaultyWire.to(server.port());
    private final RedisStoreConfig config = RedisStoreConfig.at("redis://127.0.0.1:" + wire.port())
            .queueSize(1_000)
            .reconnectDelay(Duration.ofMillis(100))
            .silence(Duration.ofMillis(400))
            .build();
    private final TrackingState tracking = new TrackingState();
    private final RedisStore store = RedisStore.open(config, tracking);
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
        uses.put("pending", () -> group.claimAbandoned(1, Duration.ofMillis(1), LIMIT)
                .isEmpty());
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
        uses.put("tracking", tracking.active::get);
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
    void everyUseWorksAgainAfterItsConnectionHasGoneDead() throws Exception {
        wire.freezeConnections();
        assertThat(done(store.online().read(List.of(KEY), (index, row) -> {}, LIMIT)))
                .isEqualTo(StoreOutcome.TIMED_OUT);
        for (Map.Entry<String, Callable<Boolean>> use : uses.entrySet()) {
            await(use.getKey(), use.getValue());
        }
    }

    @Test
    void unusedDeadConnectionsAreReplacedToo() throws Exception {
        int before = wire.connections();
        wire.freezeConnections();
        await("a connection each for store, stream and group", () -> wire.connections() >= before + 3);
        await("tracking is armed again", tracking.active::get);
    }

    @Test
    void idleConnectionThatAnswersIsKept() throws Exception {
        int before = wire.connections();
        long probes = probes();
        // each connection is probed twice in the time that it may be silent
        await("three connections have been idle for three times that", () -> probes() >= probes + 3 * 3 * 2);
        assertThat(wire.connections()).isEqualTo(before);
    }

    @Test
    void everyUseWorksAgainAfterItsServerHasBecomeAReplica() throws Exception {
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

    @Test
    void engineIsDetectedAgainAfterAFailoverToAnother() throws Exception {
        Optional<Path> valkey = StoreExecutable.find("valkey-server", "VALKEY_SERVER");
        assumeTrue(valkey.isPresent(), "no valkey-server on the path");
        List<Engine> engines = new CopyOnWriteArrayList<>();
        store.listenForEngine(engines::add);
        assertThat(store.engine().kind()).isEqualTo(Engine.Kind.REDIS);
        try (StoreExecutable other = StoreExecutable.start(valkey.get())) {
            wire.leadTo(other.port());
            wire.freezeConnections();
            await("the other engine is detected", () -> store.engine().kind() == Engine.Kind.VALKEY);
            await("tracking is active on it", tracking.active::get);
        }
        assertThat(engines).extracting(Engine::kind).containsExactly(Engine.Kind.REDIS, Engine.Kind.VALKEY);
        assertThat(store.engine().version()).matches("[0-9]+\\.[0-9]+\\..*");
    }

    private long probes() {
        return Long.parseLong(ask(server, redis -> redis.info("commandstats"))
                .lines()
                .filter(line -> line.startsWith("cmdstat_role:calls="))
                .map(line -> line.replaceFirst("cmdstat_role:calls=([0-9]+).*", "$1"))
                .findFirst()
                .orElse("0"));
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
        ask(server, redis -> redis.replicaof("127.0.0.1", primary.port()));
    }

    private static long size(EmbeddedStore server) {
        return ask(server, RedisCommands::dbsize);
    }

    private static <T> T ask(EmbeddedStore server, Function<RedisCommands<String, String>, T> command) {
        RedisClient client = RedisClient.create(server.url());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            return command.apply(connection.sync());
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        }
    }

    private static <T> T done(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static final class TrackingState implements KeyChanges {
        private final AtomicBoolean active = new AtomicBoolean();

        @Override
        public void onTrackingChanged(boolean now) {
            active.set(now);
        }

        @Override
        public void changed(byte[] key) {}

        @Override
        public void allChanged() {}
    }
}
