package io.voxguard.store.redis;

import static io.voxguard.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.store.LimitReply;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.embedded.EmbeddedStore;
import io.voxguard.store.embedded.FaultyWire;
import io.voxguard.store.limit.Check;
import io.voxguard.store.limit.Debit;
import io.voxguard.store.limit.Window;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnansweredLimitsTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Window FIVE = Window.of(1, Duration.ofHours(1), 5);

    private EmbeddedStore server;
    private FaultyWire wire;
    private RedisStore store;

    @BeforeEach
    void open() {
        server = EmbeddedStore.start();
        wire = FaultyWire.to(server.port());
        store = RedisStore.open(RedisStoreConfig.at("redis://127.0.0.1:" + wire.port())
                .queueSize(8)
                .silence(Duration.ofMinutes(1)) // the wire counts commands: none is to be a probe
                .reconnectDelay(Duration.ofMillis(50))
                .build());
        await("a connection", store::connected);
        await("the engine names itself", () -> !store.engine().version().isEmpty());
    }

    @AfterEach
    void close() {
        store.close();
        wire.close();
        server.close();
    }

    @Test
    void manyChecksAreAnsweredInTheirOrder() {
        List<Check> checks = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
            checks.add(check("k" + i % 50));
        }
        List<LimitReply> replies = replies(checks, LIMIT);
        assertThat(replies).hasSize(256);
        for (int i = 0; i < 256; i++) {
            assertThat(replies.get(i).admitted()).as("check %d", i).isEqualTo(i / 50 < 5);
            assertThat(replies.get(i).buckets().getFirst().remaining()).isEqualTo(Math.max(0, 4 - i / 50));
        }
    }

    @Test
    void resetBucketIsFull() {
        assertThat(replies(List.of(check("k"), check("other")), LIMIT)).allMatch(LimitReply::admitted);
        assertThat(store.limits()
                        .reset(List.of(key("k"), key("unknown")), LIMIT)
                        .toCompletableFuture()
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join())
                .isEqualTo(StoreOutcome.DONE);
        List<LimitReply> after = replies(List.of(check("k"), check("other")), LIMIT);
        assertThat(after)
                .extracting(reply -> reply.buckets().getFirst().remaining())
                .containsExactly(4L, 3L);
    }

    @Test
    void checkInFlightFailsWithItsConnectionAndTakesNothingTwice() {
        replies(List.of(check("k")), LIMIT);
        wire.shutAt(1, true);
        assertThat(replies(List.of(check("k")), LIMIT).getFirst().outcome()).isEqualTo(StoreOutcome.UNAVAILABLE);
        wire.set(FaultyWire.State.OPEN);
        await("it is connected again", store::connected);
        assertThat(replies(List.of(check("k")), LIMIT)
                        .getFirst()
                        .buckets()
                        .getFirst()
                        .remaining())
                .isBetween(2L, 3L);
    }

    @Test
    void silentStoreTimesOutAndTooManyChecksAreRefused() {
        wire.set(FaultyWire.State.SILENT);
        assertThat(replies(List.of(check("k"), check("l")), Duration.ofMillis(50)))
                .extracting(LimitReply::outcome)
                .containsExactly(StoreOutcome.TIMED_OUT, StoreOutcome.TIMED_OUT);
        assertThat(replies(List.of(check("k")), Duration.ZERO).getFirst().outcome())
                .isEqualTo(StoreOutcome.TIMED_OUT);
        for (int i = 0; i < 7; i++) {
            replies(List.of(check("k")), Duration.ofMillis(1));
        }
        assertThat(replies(List.of(check("k")), LIMIT).getFirst().outcome()).isEqualTo(StoreOutcome.OVERLOADED);
    }

    @Test
    void storeThatIsAwayIsToldAtOnce() {
        wire.set(FaultyWire.State.SHUT);
        await("the connection is lost", () -> !store.connected());
        LimitReply reply = replies(List.of(check("k")), LIMIT).getFirst();
        assertThat(reply.outcome()).isEqualTo(StoreOutcome.UNAVAILABLE);
        assertThat(reply.admitted()).isFalse();
    }

    private List<LimitReply> replies(List<Check> checks, Duration limit) {
        return store.limits()
                .check(checks, limit)
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private static Check check(String key) {
        return new Check(List.of(new Debit(key(key), List.of(FIVE), 1, true)), true);
    }

    private static byte[] key(String name) {
        return ("limit:{" + name + "}:test").getBytes(StandardCharsets.US_ASCII);
    }
}
