package io.voxguard.store.suite;

import static io.voxguard.store.suite.StoreSuite.awaitConnection;
import static io.voxguard.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.connection.Engine;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests on one real server, reached through a proxy that records every command. A suite uses only its own keys, so that it may run against any server. At the end,
 * all commands must be ones that DragonflyDB has.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(CapabilityRecord.class)
abstract class ServerSuite {
    SuiteServer server;
    RecordingProxy proxy;
    RedisStore redis;
    RedisClient admin;
    /** Commands that do not go through the proxy. */
    RedisCommands<byte[], byte[]> direct;

    abstract SuiteServer start() throws Exception;

    /** Returns commands of which the suite must have sent each. */
    abstract String[] expectedCommands();

    /** Removes the suite's keys. */
    abstract void removeKeys();

    @BeforeAll
    final void open() throws Exception {
        server = start();
        proxy = RecordingProxy.start(server.host(), server.port());
        redis = RedisStore.open(RedisStoreConfig.of(proxy.url()));
        admin = RedisClient.create(server.url());
        direct = admin.connect(ByteArrayCodec.INSTANCE).sync();
        awaitConnection(redis);
        await("the engine names itself", () -> redis.engine().kind() != Engine.Kind.UNKNOWN);
        CapabilityRecord.server(server.name(), redis.engine().toString());
    }

    @AfterAll
    final void close() throws Exception {
        if (direct == null) {
            return;
        }
        try {
            DragonflyCommands dragonfly = DragonflyCommands.load();
            assertThat(proxy.commands()).contains(expectedCommands());
            assertThat(proxy.commands()).allSatisfy(command -> assertThat(dragonfly.allows(command))
                    .as(command + " is in docs/store/dragonfly-commands.csv, and supported")
                    .isTrue());
            CapabilityRecord.commands(server.name(), proxy.commands());
        } finally {
            removeKeys();
            redis.close();
            proxy.close();
            admin.shutdown();
            server.close();
        }
    }
}
