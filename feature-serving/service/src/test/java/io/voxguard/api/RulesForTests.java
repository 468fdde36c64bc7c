package io.voxguard.api;

import static org.awaitility.Awaitility.await;

import io.voxguard.rules.RuleSet;
import io.voxguard.rules.RuleSetJson;
import io.voxguard.rules.Snapshot;
import io.voxguard.store.SnapshotKeys;
import io.voxguard.store.SnapshotStore;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;

/** A service that holds calls against the set {@code core}, and a view in Feast's layout with one feature of each type that conditions know. */
public final class RulesForTests extends FeaturesForTests {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final SnapshotKeys KEYS = new SnapshotKeys("rules", "core");

    @Override
    void configure(Path models, Map<String, String> settings) throws IOException {
        super.configure(models, settings);
        settings.put("voxguard.rules.set", "core");
        settings.put("voxguard.rules.poll-interval", "20ms");
        settings.put("voxguard.rules.engine", "under-test");
        Files.writeString(models.resolve("feature-views/profile.yaml"), """
                    view: profile
                    layout: feast
                    project: p
                    join_keys: [{name: caller_id, type: string}]
                    push_source: profile_push
                    ttl: PT1H
                    features:
                      - {name: minutes, type: int64, unit: minutes, default: -1, meaning: "whole number"}
                      - {name: balance, type: float64, unit: euro, default: 0.5, meaning: "number"}
                      - {name: prepaid, type: bool, unit: flag, default: false, meaning: "flag"}
                      - {name: country, type: string, unit: code, meaning: "text"}
                    """);
    }

    /** Publishes a set, and leaves it to the service to see that. */
    static void publish(long revision, String rules) throws Exception {
        String json = "{\"format\":\"voxguard.rules.v1\",\"rules\":[" + rules + "],\"set\":\"core\"}";
        RuleSet set = RuleSetJson.read(json.getBytes(StandardCharsets.UTF_8));
        Snapshot snapshot = Snapshot.of(set, revision, System.currentTimeMillis(), "");
        try (RedisStore connection = connected()) {
            SnapshotStore store = connection.snapshots();
            store.publish(
                    KEYS,
                    store.pointer(KEYS, LIMIT),
                    new SnapshotStore.Published(revision, snapshot.pointer().toString(), snapshot.blob()),
                    OptionalLong.empty(),
                    LIMIT,
                    LIMIT);
        }
    }

    /** What the service says of the rules that it runs. */
    static String acknowledged() throws Exception {
        try (RedisStore connection = connected()) {
            return connection
                    .snapshots()
                    .acknowledgements(KEYS, System.currentTimeMillis(), Duration.ofMinutes(10), LIMIT)
                    .toString();
        }
    }

    private static RedisStore connected() {
        RedisStore connection = RedisStore.open(RedisStoreConfig.of(StoreForTests.url()));
        await().atMost(LIMIT).until(connection::connected);
        return connection;
    }
}
