package io.voxguard.store.redis;

import static io.voxguard.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.store.StoreUnavailable;
import io.voxguard.store.embedded.EmbeddedStore;
import io.voxguard.store.embedded.FaultyWire;
import io.voxguard.store.redis.connection.Engine;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import io.voxguard.time.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisLinkTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final byte[] KEY = "key".getBytes(StandardCharsets.US_ASCII);
    private EmbeddedStore server;
    private FaultyWire wire;
    private RedisLink link;

    @BeforeEach
    void open() {
        server = EmbeddedStore.start();
        wire = FaultyWire.to(server.port());
        RedisStoreConfig config = RedisStoreConfig.at("redis://127.0.0.1:" + wire.port())
                .silence(Duration.ofMinutes(1)) // the wire counts commands: none is to be a probe
                .build();
        link = RedisLink.open(config, "test", Ticker.SYSTEM);
        await("it is connected", link::connected);
        await("the engine names itself", () -> link.engine().kind() == Engine.Kind.REDIS);
    }

    @AfterEach
    void close() {
        link.close();
        wire.close();
        server.close();
    }

    @Test
    void commandInFlightFailsWithItsConnectionAndIsNotSentAgain() throws Exception {
        wire.shutAt(1, true);
        CompletableFuture<Long> counted =
                link.send(redis -> redis.incr(KEY), TIMEOUT).toCompletableFuture();
        assertThatThrownBy(() -> counted.get(5, TimeUnit.SECONDS)).isNotNull();
        wire.set(FaultyWire.State.OPEN);
        await("it is connected again", link::connected);

        byte[] count = link.await(redis -> redis.get(KEY), TIMEOUT);
        assertThat(count).isEqualTo(new byte[] {'1'});
    }

    @Test
    void commandWithoutAConnectionIsNotSent() {
        wire.set(FaultyWire.State.SHUT);
        await("the connection is lost", () -> !link.connected());

        CompletableFuture<byte[]> reply =
                link.send(redis -> redis.get(KEY), TIMEOUT).toCompletableFuture();

        assertThatThrownBy(() -> reply.get(1, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(RedisLink.NotSent.class);
    }

    @Test
    void waitForAReplyIsBounded() {
        wire.set(FaultyWire.State.SILENT);

        CompletableFuture<byte[]> reply =
                link.send(redis -> redis.get(KEY), Duration.ofMillis(50)).toCompletableFuture();

        assertThatThrownBy(() -> reply.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> link.await(redis -> redis.get(KEY), Duration.ofMillis(50)))
                .isInstanceOf(StoreUnavailable.class);
    }
}
