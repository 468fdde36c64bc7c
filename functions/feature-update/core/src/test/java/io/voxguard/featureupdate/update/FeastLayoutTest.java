package io.voxguard.featureupdate.update;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.featureupdate.CallEvents;
import io.voxguard.featureupdate.definition.CallEvent;
import io.voxguard.featureupdate.definition.Definitions;
import io.voxguard.store.FeatureKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows in Feast's layout, byte for byte. */
class FeastLayoutTest {
    private static final String CALLER = "+14155550100";
    /** Serialised entity key: one join key, {@code caller_id}, text; the caller; the project. */
    private static final String KEY = "01000000" + "02000000" + "09000000" + hex("caller_id") + "02000000" + "0c000000"
            + hex(CALLER) + hex("voice_fraud");

    @TempDir
    Path folder;

    private final UpdateFixture fixture = new UpdateFixture();
    private RedisClient client;
    private StatefulRedisConnection<byte[], byte[]> redis;

    @BeforeEach
    void connect() {
        client = RedisClient.create(fixture.server().url());
        redis = client.connect(ByteArrayCodec.INSTANCE);
    }

    @AfterEach
    void close() {
        redis.close();
        client.shutdown();
        fixture.close();
    }

    @Test
    void rowIsWrittenAsFeastsSdkWouldWriteIt() throws Exception {
        CallEvent event = CallEvents.started("c-1", 1767225600123L);

        assertThat(updater(Duration.ZERO).update(List.of(event))).containsExactly(UpdateResult.COUNTED);

        assertThat(hash())
                .containsEntry("06178063", "2001") // caller_velocity:calls_1m, int64_val 1
                .containsEntry(hex("_ts:caller_velocity"), "0880f2d6ca0610c0a9d33a"); // 2026-01-01T00:00:00.123Z
        assertThat(hash()).hasSize(4).containsValue("").containsValue("290000000000000000"); // a null, and double_val 0
        assertThat(redis.sync().ttl(key())).as("no expiry").isEqualTo(-1);
        assertThat(redis.sync().exists(new FeatureKeys("caller_velocity").of(CALLER)))
                .as("no packed row")
                .isZero();
    }

    @Test
    void fieldsOfOtherViewsStayAndTheHashExpiresAsConfigured() throws Exception {
        redis.sync().hset(key(), bytes("_ts:other"), bytes("kept"));

        updater(Duration.ofHours(2)).update(List.of(CallEvents.started("c-1", CallEvents.MORNING)));

        assertThat(hash()).hasSize(5).containsEntry(hex("_ts:other"), hex("kept"));
        assertThat(redis.sync().pttl(key())).isBetween(1L, Duration.ofHours(2).toMillis());
    }

    @Test
    void valueThatIsNoHashIsReplaced() throws Exception {
        CallEvent event = CallEvents.started("c-1", CallEvents.MORNING);
        redis.sync().set(key(), bytes("not a hash"));

        assertThat(updater(Duration.ZERO).update(List.of(event))).containsExactly(UpdateResult.COUNTED);

        assertThat(hash()).containsEntry("06178063", "2001");
    }

    private FeatureUpdater updater(Duration keyTtl) throws IOException {
        Files.writeString(folder.resolve("caller_velocity.yaml"), """
                view: caller_velocity
                layout: feast
                project: voice_fraud
                join_keys:
                  - {name: caller_id, type: string, party: caller}
                ttl: PT2H
                features:
                  - {name: calls_1m, type: int64, unit: calls, meaning: x, compute: "count(started, 1m)"}
                  - {name: gap, type: float64, unit: seconds, meaning: x, compute: "(last(started, 1h) - first(started, 1h)) / (count(started, 1h) - 1)"}
                  - {name: talk, type: float64, unit: seconds, meaning: x, compute: "sum(duration_s, ended, 1h)"}
                """);
        return new FeatureUpdater(
                Definitions.of(FeatureCatalogue.read(folder)),
                CallEvents.RANGES,
                fixture.store().featureStates(),
                fixture.store().shared(),
                new UpdateSettings(UpdateFixture.LATENESS, Duration.ofSeconds(5), 3, keyTtl, 0),
                UpdateEvents.IGNORED,
                RandomGenerator.getDefault());
    }

    private Map<String, String> hash() {
        Map<String, String> hash = new HashMap<>();
        redis.sync().hgetall(key()).forEach((field, value) -> hash.put(hex(field), hex(value)));
        return hash;
    }

    private static byte[] key() {
        return HexFormat.of().parseHex(KEY);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String hex(String text) {
        return hex(bytes(text));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
