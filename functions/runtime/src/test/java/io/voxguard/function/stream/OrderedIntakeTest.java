package io.voxguard.function.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.voxguard.store.EventGroup.Entry;
import io.voxguard.store.StoreUnavailable;
import io.voxguard.store.embedded.EmbeddedStore;
import io.voxguard.store.redis.RedisEventGroup;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import io.voxguard.testing.Eventually;
import io.voxguard.time.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replicas that take the entries of a real stream in turns. */
class OrderedIntakeTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration LIFETIME = Duration.ofMinutes(1);
    private static final Duration SHORT_LIFETIME = Duration.ofMillis(600);

    private final EmbeddedStore server = EmbeddedStore.start();
    private final RedisStoreConfig config = RedisStoreConfig.of(server.url());
    private final RedisStore store = RedisStore.open(config);
    private final RedisClient client = RedisClient.create(server.url());
    private final RedisCommands<String, String> redis = client.connect().sync();
    private final List<Intake> intakes = new ArrayList<>();

    @BeforeEach
    void awaitConnection() {
        Eventually.await("the store is connected", store::connected);
    }

    @AfterEach
    void close() {
        intakes.forEach(Intake::close);
        client.shutdown();
        store.close();
        server.close();
    }

    private Intake replica(String consumer) {
        return replica(consumer, LIFETIME);
    }

    private Intake replica(String consumer, Duration lifetime) {
        Intake intake = new OrderedIntake(
                RedisEventGroup.open(config, "events", "group", consumer),
                store.leases(),
                "events:group:reader",
                lifetime,
                TIMEOUT,
                Ticker.SYSTEM,
                delay -> {});
        intakes.add(intake);
        return intake;
    }

    private void append(String... records) {
        for (String record : records) {
            redis.xadd("events", Map.of("record", record));
        }
    }

    private static List<String> records(List<Entry> entries) {
        return entries.stream()
                .map(entry -> new String(entry.record(), StandardCharsets.UTF_8))
                .toList();
    }

    /** Returns the first entries that a replica is given. */
    private static List<Entry> first(Intake intake) {
        List<Entry> entries = new ArrayList<>();
        Eventually.await("it is given entries", () -> entries.addAll(intake.next()));
        return entries;
    }

    @Test
    void secondReplicaIsGivenNothingWhileTheFirstReads() throws Exception {
        Intake reading = replica("reading");
        Intake waiting = replica("waiting");
        append("a", "b");
        List<Entry> entries = first(reading);
        append("c");

        assertThat(waiting.next()).isEmpty();

        assertThat(records(entries)).containsExactly("a", "b");
        reading.done(entries);
        assertThat(records(first(reading))).containsExactly("c");
    }

    @Test
    void replicaThatTakesOverBeginsWithWhatWasPending() throws Exception {
        Intake dead = replica("dead", SHORT_LIFETIME);
        Intake other = replica("other");
        append("a", "b");
        first(dead);
        append("c");

        List<Entry> taken = first(other); // when the lease has ended
        other.done(taken);

        assertThat(records(taken)).containsExactly("a", "b");
        assertThat(records(first(other))).containsExactly("c");
    }

    @Test
    void closedReplicaHandsOverAtOnce() throws Exception {
        Intake closed = replica("closed");
        Intake other = replica("other");
        append("a");
        closed.done(first(closed));
        append("b");
        closed.close();
        intakes.remove(closed);

        assertThat(records(other.next())).containsExactly("b");
    }

    @Test
    void entriesLeftBehindComeBeforeNewOnes() throws Exception {
        Intake intake = replica("one");
        append("a", "b", "c");
        List<Entry> entries = first(intake);
        append("d");
        intake.done(entries.subList(0, 1));
        intake.leftBehind();

        List<Entry> again = first(intake);
        assertThat(records(again)).containsExactly("b", "c");
        intake.done(again);
        assertThat(records(first(intake))).containsExactly("d");
    }

    @Test
    void entriesThatWereDeletedWhilePendingAreSkipped() throws Exception {
        Intake intake = replica("one");
        append("a", "b");
        List<Entry> entries = first(intake);
        redis.xdel("events", entries.getFirst().id());
        intake.leftBehind();

        List<Entry> again = first(intake);
        assertThat(records(again)).containsExactly("b");
        intake.done(again);
        assertThat(redis.xpending("events", "group").getCount()).isZero();
    }

    @Test
    void replicaWhoseLeaseHasEndedMeanwhileReadsNothing() throws StoreUnavailable, InterruptedException {
        Intake frozen = replica("frozen", SHORT_LIFETIME);
        append("a");
        first(frozen);
        redis.set("events:group:reader", "another"); // as a replica that has taken over when the lease had ended
        append("b");

        Eventually.await("its lease is to be renewed", () -> {
            List<Entry> given = frozen.next();
            frozen.done(given);
            return given.isEmpty();
        });
        append("c");
        assertThat(frozen.next()).isEmpty();
    }
}
