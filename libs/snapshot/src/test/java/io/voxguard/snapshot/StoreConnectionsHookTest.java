package io.voxguard.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.store.KeyChanges;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.embedded.EmbeddedStore;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class StoreConnectionsHookTest {
    private static final byte[] RECORD = "{}".getBytes(StandardCharsets.UTF_8);

    private final StoreConnectionsHook hook = new StoreConnectionsHook();

    @Test
    void noConnectionIsOpenInTheSnapshotAndNewOnesAreAfterIt() throws Exception {
        try (EmbeddedStore server = EmbeddedStore.start();
                RedisStore store = RedisStore.open(RedisStoreConfig.of(server.url()))) {
            appendUntilDone(store);

            hook.beforeSnapshot();
            assertThat(store.openConnections()).isZero();
            assertThat(append(store)).isNotEqualTo(StoreOutcome.DONE);

            hook.afterRestore();
            assertThat(append(store)).isEqualTo(StoreOutcome.DONE);
        }
    }

    @Test
    void storeThatMovedMeanwhileIsFoundAfterwards() throws Exception {
        EmbeddedStore before = EmbeddedStore.start();
        try (RedisStore store = RedisStore.open(RedisStoreConfig.of(before.url()))) {
            appendUntilDone(store);
            hook.beforeSnapshot();
            before.close();
            try (EmbeddedStore after = EmbeddedStore.start(before.port())) {
                hook.afterRestore();
                assertThat(append(store)).isEqualTo(StoreOutcome.DONE);
            }
        }
    }

    @Test
    void storeThatIsAwayAfterTheRestoreIsConnectedToOnceItComes() throws Exception {
        EmbeddedStore before = EmbeddedStore.start();
        try (RedisStore store = RedisStore.open(RedisStoreConfig.of(before.url()))) {
            appendUntilDone(store);
            hook.beforeSnapshot();
            before.close();
            hook.afterRestore();
            assertThat(append(store)).isNotEqualTo(StoreOutcome.DONE);
            try (EmbeddedStore after = EmbeddedStore.start(before.port())) {
                appendUntilDone(store);
            }
        }
    }

    @Test
    void storeThatIsAwayBeforeTheSnapshotIsNotConnectedToInIt() throws Exception {
        EmbeddedStore away = EmbeddedStore.start();
        away.close();
        try (RedisStore store = RedisStore.open(RedisStoreConfig.of(away.url()))) {
            hook.beforeSnapshot();
            try (EmbeddedStore back = EmbeddedStore.start(away.port())) {
                TimeUnit.MILLISECONDS.sleep(1_500); // three delays between attempts: that none comes cannot be awaited
                assertThat(store.openConnections()).isZero();
                hook.afterRestore();
                appendUntilDone(store);
            }
        }
    }

    @Test
    void storeThatIsOpenedMeanwhileIsConnectedToAfterTheRestore() throws Exception {
        try (EmbeddedStore server = EmbeddedStore.start()) {
            hook.beforeSnapshot();
            try (RedisStore store = RedisStore.open(RedisStoreConfig.of(server.url()))) {
                assertThat(append(store)).isNotEqualTo(StoreOutcome.DONE);
                hook.afterRestore();
                assertThat(append(store)).isEqualTo(StoreOutcome.DONE);
                assertThat(store.openConnections()).isEqualTo(1);
            }
        }
    }

    @Test
    void changesOfKeysAreKnownToBeMissedInTheSnapshotAndTrackedAgainAfterIt() throws Exception {
        Tracking tracking = new Tracking();
        try (EmbeddedStore server = EmbeddedStore.start();
                RedisStore store = RedisStore.open(RedisStoreConfig.of(server.url()), tracking)) {
            await("tracking", () -> tracking.on);
            hook.beforeSnapshot();
            assertThat(tracking.on).isFalse();
            hook.afterRestore();
            await("tracking again", () -> tracking.on);
        }
    }

    /** Whether all changes are told. */
    private static final class Tracking implements KeyChanges {
        private volatile boolean on;

        @Override
        public void changed(byte[] key) {}

        @Override
        public void allChanged() {}

        @Override
        public void onTrackingChanged(boolean tracked) {
            on = tracked;
        }
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what + " within 10 s").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private static void appendUntilDone(RedisStore store) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (append(store) != StoreOutcome.DONE) {
            assertThat(System.nanoTime()).as("the store is reached within 10 s").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private static StoreOutcome append(RedisStore store) throws Exception {
        return store.events().stream("s", 10)
                .append(List.of(RECORD), Duration.ofMillis(500))
                .toCompletableFuture()
                .get(1, TimeUnit.SECONDS);
    }
}
