package io.voxguard.featureupdate.update;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.voxguard.store.embedded.EmbeddedStore;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import io.voxguard.testing.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two consumers, one for each half of the callers, killed again and again while they count: the features are those of an undisturbed run, byte for byte. For a longer
 * run: {@code -Dsoak.events=500000 -Dsoak.kills=20 -Dsoak.seconds=1800}, with {@code -Dsoak.seed} as one printed before.
 */
@Tag("it")
class KilledUpdaterTest {
    private static final int EVENTS = Integer.getInteger("soak.events", 20_000);
    private static final int KILLS = Integer.getInteger("soak.kills", 4);
    private static final Duration LIMIT = Duration.ofSeconds(Integer.getInteger("soak.seconds", 180));
    private static final long SEED = Long.getLong("soak.seed", System.nanoTime());
    private static final int PARTITIONS = 2;

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);
    private final List<Process> consumers = new ArrayList<>();

    @AfterEach
    void endConsumers() {
        consumers.forEach(Process::destroyForcibly);
    }

    @Test
    void featuresAreThoseOfAnUndisturbedRunAfterConsumersWereKilled() throws Exception {
        System.out.println("seed " + SEED);
        Map<String, String> expected = undisturbed();
        try (EmbeddedStore server = EmbeddedStore.start();
                RedisStore store = RedisStore.open(RedisStoreConfig.of(server.url()))) {
            Eventually.await("the store is connected", store::connected);
            for (int partition = 0; partition < PARTITIONS; partition++) {
                consumers.add(launch(server, partition));
            }
            for (int kill = 0; kill < KILLS; kill++) {
                int partition = kill % PARTITIONS;
                int progress = (int) (0.9 * EVENTS * (kill + random.nextDouble()) / KILLS);
                Eventually.await("event " + progress, LIMIT, () -> UpdaterProcess.next(store, partition) >= progress);
                consumers.get(partition).destroyForcibly();
                assertThat(consumers.get(partition).waitFor(10, TimeUnit.SECONDS))
                        .isTrue();
                consumers.set(partition, launch(server, partition));
            }
            for (Process consumer : consumers) {
                assertThat(consumer.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
                assertThat(consumer.exitValue()).isZero();
            }

            Map<String, String> rows = rows(server);
            assertThat(rows).hasSameSizeAs(expected);
            expected.forEach((key, row) -> assertThat(rows.get(key)).as(key).isEqualTo(row));
        }
    }

    /** Returns the rows after one updater has counted all events in their order. */
    private static Map<String, String> undisturbed() throws Exception {
        try (UpdateFixture fixture = new UpdateFixture()) {
            FeatureUpdater updater = fixture.updater();
            for (int from = 0; from < EVENTS; from += 500) {
                fixture.count(updater, SoakEvents.of(SEED, from, Math.min(EVENTS, from + 500), 0, 1));
            }
            return rows(fixture.server());
        }
    }

    /** Returns every row in hexadecimal digits, by its key. */
    private static Map<String, String> rows(EmbeddedStore server) {
        Map<String, String> rows = new TreeMap<>();
        try (RedisClient client = RedisClient.create(server.url());
                var connection = client.connect(ByteArrayCodec.INSTANCE)) {
            RedisCommands<byte[], byte[]> commands = connection.sync();
            KeyScanCursor<byte[]> cursor =
                    commands.scan(ScanArgs.Builder.matches("fv:*").limit(5000));
            while (true) {
                if (!cursor.getKeys().isEmpty()) {
                    commands.mget(cursor.getKeys().toArray(byte[][]::new))
                            .forEach(row -> rows.put(
                                    new String(row.getKey(), StandardCharsets.UTF_8),
                                    HexFormat.of().formatHex(row.getValue())));
                }
                if (cursor.isFinished()) {
                    return rows;
                }
                cursor = commands.scan(cursor, ScanArgs.Builder.matches("fv:*").limit(5000));
            }
        }
    }

    private Process launch(EmbeddedStore server, int partition) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager", // another logs every command
                        "-Dvoxguard.root=" + System.getProperty("voxguard.root"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        UpdaterProcess.class.getName(),
                        server.url(),
                        Long.toString(SEED),
                        Integer.toString(EVENTS),
                        Integer.toString(partition),
                        Integer.toString(PARTITIONS))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("consumer-" + partition + ".log").toFile()))
                .start();
    }
}
