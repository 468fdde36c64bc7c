package io.voxguard.store.redis.connection;

import static io.voxguard.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.CommandType;
import io.voxguard.store.KeyChanges;
import io.voxguard.store.embedded.EmbeddedStore;
import io.voxguard.store.embedded.StoreExecutable;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.connection.Engine.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Real servers: those that are present. */
class EngineDetectionTest {
    @Test
    void embeddedRedisIsDetected() {
        try (EmbeddedStore server = EmbeddedStore.start()) {
            Engine engine = detected(server.url());
            assertThat(engine.kind()).isEqualTo(Kind.REDIS);
            assertThat(engine.version()).startsWith("6.");
        }
    }

    @Test
    void redisServerIsDetected() throws Exception {
        assertThat(detected("redis-server", "REDIS_SERVER").kind()).isEqualTo(Kind.REDIS);
    }

    @Test
    void valkeyServerIsDetectedByItsOwnVersion() throws Exception {
        Engine engine = detected("valkey-server", "VALKEY_SERVER");
        assertThat(engine.kind()).isEqualTo(Kind.VALKEY);
        assertThat(engine.isBefore(Kind.VALKEY, 7, 2)).as("%s", engine).isFalse();
        assertThat(engine.version())
                .as("the version of Redis it is compatible with")
                .doesNotStartWith("7.2.4");
    }

    @Test
    void userWhoMayNotRunInfoIsAnsweredByHello() {
        try (EmbeddedStore server = EmbeddedStore.start()) {
            addUser(server, CommandType.INFO);
            Engine engine = detected("redis://app:word@127.0.0.1:" + server.port());
            assertThat(engine.kind()).isEqualTo(Kind.REDIS);
            assertThat(engine.version()).startsWith("6.");
        }
    }

    @Test
    void engineOfAnUnreachableStoreIsUnknown() {
        try (RedisStore store = RedisStore.open(RedisStoreConfig.of("redis://127.0.0.1:1"))) {
            List<Engine> engines = new CopyOnWriteArrayList<>();
            store.listenForEngine(engines::add);
            assertThat(store.engine()).isEqualTo(Engine.UNKNOWN);
            assertThat(engines).containsExactly(Engine.UNKNOWN);
        }
    }

    @Test
    void trackingIsArmedForAUserWhoMayNotRunInfo() {
        try (EmbeddedStore server = EmbeddedStore.start()) {
            addUser(server, CommandType.INFO);
            AtomicBoolean active = new AtomicBoolean();
            KeyChanges changes = new KeyChanges() {
                @Override
                public void onTrackingChanged(boolean now) {
                    active.set(now);
                }

                @Override
                public void changed(byte[] key) {}

                @Override
                public void allChanged() {}
            };
            try (RedisStore store =
                    RedisStore.open(RedisStoreConfig.of("redis://app:word@127.0.0.1:" + server.port()), changes)) {
                await("tracking is active", active::get);
            }
        }
    }

    private static void addUser(EmbeddedStore server, CommandType forbidden) {
        RedisClient client = RedisClient.create(server.url());
        try (StatefulRedisConnection<String, String> admin = client.connect()) {
            admin.sync()
                    .aclSetuser(
                            "app",
                            new AclSetuserArgs()
                                    .on()
                                    .addPassword("word")
                                    .allKeys()
                                    .allCommands()
                                    .removeCommand(forbidden));
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        }
    }

    private static Engine detected(String command, String variable) throws Exception {
        Optional<Path> executable = StoreExecutable.find(command, variable);
        assumeTrue(executable.isPresent(), "no " + command + " on the path");
        try (StoreExecutable server = StoreExecutable.start(executable.get())) {
            return detected(server.url());
        }
    }

    private static Engine detected(String url) {
        try (RedisStore store = RedisStore.open(RedisStoreConfig.of(url))) {
            await("the engine is known", () -> store.engine().kind() != Kind.UNKNOWN);
            return store.engine();
        }
    }
}
