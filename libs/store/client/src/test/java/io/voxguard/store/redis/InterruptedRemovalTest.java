package io.voxguard.store.redis;

import static io.voxguard.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.voxguard.store.EventGroup;
import io.voxguard.store.StoreUnavailable;
import io.voxguard.store.embedded.EmbeddedStore;
import io.voxguard.store.embedded.FaultyWire;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Entries of a stream whose consumer, or its connection, ends between the two commands that acknowledge and remove them. */
class InterruptedRemovalTest {
    private static final Duration LIMIT = Duration.ofMillis(500);

    @Test
    void handledEntryDoesNotStayInTheStreamWhenItsRemovalBreaksOff() throws Exception {
        try (EmbeddedStore server = EmbeddedStore.start();
                FaultyWire wire = FaultyWire.to(server.port());
                EventGroup broken = open("redis://127.0.0.1:" + wire.port(), "broken");
                EventGroup other = open(server.url(), "other");
                RedisClient client = RedisClient.create(server.url())) {
            RedisCommands<String, String> direct = client.connect().sync();
            await("both consumers are there", () -> isOpen(broken) && isOpen(other));
            direct.xadd("stream", Map.of("record", "a"));
            List<EventGroup.Entry> entries = broken.next(1, Duration.ofSeconds(1), LIMIT);

            wire.shutAt(2, false);
            assertThatThrownBy(() -> broken.done(entries, LIMIT)).isInstanceOf(StoreUnavailable.class);

            other.done(other.claimAbandoned(10, Duration.ZERO, LIMIT), LIMIT);
            assertThat(direct.xlen("stream")).isZero();
            assertThat(direct.xpending("stream", "group").getCount()).isZero();
        }
    }

    private static EventGroup open(String url, String consumer) {
        return RedisEventGroup.open(RedisStoreConfig.of(url), "stream", "group", consumer);
    }

    private static boolean isOpen(EventGroup group) throws StoreUnavailable {
        return group.next(1, Duration.ofMillis(1), LIMIT).isEmpty();
    }
}
