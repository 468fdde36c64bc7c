package io.voxguard.fanout.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.store.embedded.EmbeddedStore;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import io.voxguard.testing.Eventually;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplayRegisterTest {
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final Instant NOW = Instant.parse("2026-11-30T08:00:00.123Z");

    private final EmbeddedStore server = EmbeddedStore.start();
    private final RedisStore store = RedisStore.open(RedisStoreConfig.of(server.url()));
    private final ReplayRegister register =
            new ReplayRegister(store.shared(), "replays", LIMIT, InstantSource.fixed(NOW.plusSeconds(5)));

    @BeforeEach
    void connect() throws Exception {
        Eventually.await("the store is connected", store::connected);
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        server.close();
    }

    private static Replay replay(Optional<String> filter, Optional<Instant> logStartsAt) {
        return Replay.begin(NOW.minusSeconds(60), NOW, filter, logStartsAt, NOW);
    }

    private static Replay replay() {
        return replay(Optional.empty(), Optional.empty());
    }

    @Test
    void oneOfManyReplaysThatBeginAtOnceIsRegistered() throws Exception {
        List<Callable<Optional<Replay>>> starts = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            starts.add(() -> register.start(replay()));
        }
        List<Optional<Replay>> preventing = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Optional<Replay>> start : threads.invokeAll(starts)) {
                preventing.add(start.get());
            }
        }
        Replay running = register.running().orElseThrow();
        assertThat(preventing).filteredOn(Optional::isEmpty).hasSize(1);
        assertThat(preventing).filteredOn(Optional::isPresent).hasSize(7).containsOnly(Optional.of(running));
    }

    @Test
    void replayIsReadAsItWasRegistered() throws Exception {
        Replay first = replay(Optional.of("severity = 'é'"), Optional.of(NOW.minusSeconds(1)));
        assertThat(register.start(first)).isEmpty();
        assertThat(register.find(first.id())).contains(first);
        assertThat(register.find("nosuch")).isEmpty();
    }

    @Test
    void endedReplayStaysAsItEnded() throws Exception {
        Replay first = replay();
        register.start(first);
        Replay failed = register.end(first.id(), Replay.State.FAILED, Optional.of("a reason"))
                .orElseThrow();
        assertThat(failed.endedAt()).contains(NOW.plusSeconds(5));
        assertThat(failed.cause()).contains("a reason");
        assertThat(register.end(first.id(), Replay.State.DONE, Optional.empty()))
                .contains(failed);
        assertThat(register.running()).isEmpty();
        assertThat(register.end("nosuch", Replay.State.DONE, Optional.empty())).isEmpty();
    }

    @Test
    void boundedNumberOfReplaysIsRemembered() throws Exception {
        Replay last = replay();
        for (int i = 0; i < ReplayRegister.MAX_KEPT + 5; i++) {
            last = replay();
            assertThat(register.start(last)).isEmpty();
            register.end(last.id(), Replay.State.DONE, Optional.empty());
        }
        assertThat(register.list()).hasSize(ReplayRegister.MAX_KEPT);
        assertThat(register.list().getLast().id()).isEqualTo(last.id());
    }
}
