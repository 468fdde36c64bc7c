package io.voxguard.featureupdate.update;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.voxguard.catalogue.view.EntityKind;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.featureupdate.CallEvents;
import io.voxguard.featureupdate.definition.CallEvent;
import io.voxguard.featureupdate.update.CachedStates.Decoded;
import io.voxguard.featureupdate.update.CachedStates.Encoded;
import io.voxguard.testing.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** States that an updater has written and the store has no longer, or another one of. */
class CachedStatesTest {
    private static final long TIME = CallEvents.MORNING;

    private final UpdateFixture fixture = new UpdateFixture();
    private final AtomicInteger conflicts = new AtomicInteger();
    private final List<String> unreadable = new ArrayList<>();
    private final UpdateEvents events = new UpdateEvents() {
        @Override
        public void conflicts(int states) {
            conflicts.addAndGet(states);
        }

        @Override
        public void unreadable(String entity, String cause) {
            unreadable.add(entity + ": " + cause);
        }
    };
    private final FeatureUpdater updater = UpdateFixture.updater(fixture.store(), events);
    private final FeatureView velocity = Optional.ofNullable(
                    CallEvents.shippedViews().views().get("caller_velocity"))
            .orElseThrow();
    private final CallEvent event = CallEvents.started("c-1", TIME);
    private final String state = "fs:{" + event.caller() + "}:caller";
    private RedisClient client;
    private RedisCommands<String, String> redis;

    @BeforeEach
    void connect() {
        client = RedisClient.create(fixture.server().url());
        redis = client.connect().sync();
    }

    @AfterEach
    void close() {
        client.shutdown();
        fixture.close();
    }

    @Test
    void nextEventOfAnEntityDoesNotReadItsState() {
        fixture.count(updater, List.of(event));
        redis.configResetstat();

        fixture.count(updater, List.of(CallEvents.started("c-2", TIME + 1)));

        // the layouts are looked for, in one MGET
        assertThat(redis.info("commandstats")).contains("cmdstat_mget:calls=1,");
        assertThat(redis.info("stats")).contains("keyspace_hits:6\r\n");
        assertThat(calls1h()).isEqualTo(2);
        assertThat(conflicts.get()).isZero();
    }

    @Test
    void eventsOfAnotherWriterAreKept() {
        FeatureUpdater other = fixture.updater();
        fixture.count(updater, List.of(event));
        fixture.count(other, List.of(CallEvents.started("c-2", TIME + 1)));
        fixture.count(updater, List.of(CallEvents.started("c-3", TIME + 2)));
        fixture.count(other, List.of(CallEvents.started("c-4", TIME + 3)));

        assertThat(calls1h()).isEqualTo(4);
        assertThat(conflicts.get()).as("of caller, callee and trunk").isEqualTo(3);
    }

    @Test
    void eventThatAnotherWriterCountedIsADuplicate() {
        CallEvent second = CallEvents.started("c-2", TIME + 1);
        fixture.count(updater, List.of(event));
        fixture.count(fixture.updater(), List.of(second));

        assertThat(updater.update(List.of(second))).containsExactly(UpdateResult.DUPLICATE);

        assertThat(calls1h()).isEqualTo(2);
    }

    @Test
    void entityBeginsAnewIfTheStoreIsEmptied() {
        fixture.count(updater, List.of(event));
        redis.flushall();

        fixture.count(updater, List.of(CallEvents.started("c-2", TIME + 1)));

        assertThat(calls1h()).isEqualTo(1);
        assertThat(fixture.keys("fs:layout:*")).as("layouts").hasSize(3);
    }

    @Test
    void eventThatTheStoreHasLostCountsAgain() {
        fixture.count(updater, List.of(event));
        redis.flushall();

        fixture.count(updater, List.of(event));

        assertThat(calls1h()).isEqualTo(1);
        assertThat(conflicts.get()).isZero();
    }

    @Test
    void entityBeginsAnewIfItsStateHasExpired() throws Exception {
        fixture.count(updater, List.of(event));
        redis.pexpire(state, 1);
        Eventually.await("the state has expired", () -> redis.exists(state) == 0);

        fixture.count(updater, List.of(CallEvents.started("c-2", TIME + 1)));

        assertThat(calls1h()).isEqualTo(1);
    }

    @Test
    void valueOfAnotherTypeIsReplacedAndReported() {
        redis.lpush(state, "not", "a", "string");

        fixture.count(updater, List.of(event));

        assertThat(redis.type(state)).isEqualTo("string");
        assertThat(calls1h()).isEqualTo(1);
        assertThat(unreadable)
                .singleElement()
                .asString()
                .contains(event.caller(), "expected a string, got a value of another type");
    }

    @Test
    void valueOfAnotherTypeInThePlaceOfACachedStateIsReplacedAndReported() {
        fixture.count(updater, List.of(event));
        redis.del(state);
        redis.sadd(state, "member");

        fixture.count(updater, List.of(CallEvents.started("c-2", TIME + 1)));

        assertThat(redis.type(state)).isEqualTo("string");
        assertThat(calls1h()).isEqualTo(1);
        assertThat(unreadable).hasSize(1);
    }

    @Test
    void rowOfAnotherTypeIsReplaced() {
        redis.lpush("fv:{" + event.caller() + "}:caller_velocity", "not a row");

        fixture.count(updater, List.of(event));

        assertThat(calls1h()).isEqualTo(1);
    }

    @Test
    void withoutACacheEveryStateIsRead() {
        FeatureUpdater reading = UpdateFixture.updater(fixture.store(), events, 0);
        fixture.count(reading, List.of(event));
        fixture.count(fixture.updater(), List.of(CallEvents.started("c-2", TIME + 1)));
        fixture.count(reading, List.of(CallEvents.started("c-3", TIME + 2)));

        assertThat(calls1h()).isEqualTo(3);
        assertThat(conflicts.get()).isZero();
    }

    @Test
    void statesThatWerePutLongestAgoMakeRoom() {
        CachedStates cache = new CachedStates(10_000);
        List<EntityKey> entities = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            EntityKey entity = new EntityKey(EntityKind.CALLER, "caller-" + i);
            entities.add(entity);
            cache.put(entity, new Encoded(new byte[800]));
            cache.take(entities.getFirst()).ifPresent(first -> cache.put(entities.getFirst(), first));
        }

        assertThat(cache.size()).isEqualTo(10);
        assertThat(cache.take(entities.getFirst())).as("put again and again").isPresent();
        assertThat(cache.take(entities.get(1))).isEmpty();
        assertThat(cache.take(entities.getLast())).isPresent();
    }

    @Test
    void stateThatIsTakenIsNotKept() {
        CachedStates cache = new CachedStates(10_000);
        EntityKey entity = new EntityKey(EntityKind.TRUNK, "trunk-1");
        cache.put(entity, new Decoded(UpdateFixture.emptyState(), new byte[8]));

        assertThat(cache.take(entity)).isPresent();
        assertThat(cache.take(entity)).isEmpty();
    }

    @Test
    void stateLargerThanTheCacheIsNotKept() {
        CachedStates cache = new CachedStates(500);
        EntityKey entity = new EntityKey(EntityKind.TRUNK, "trunk-1");
        cache.put(entity, new Decoded(UpdateFixture.emptyState(), new byte[8]));

        assertThat(cache.size()).isZero();
    }

    /** A busy entity's state is patched: another updater reads what is made of it. */
    @Test
    void patchedStateReadsAsOneThatIsWrittenWhole() {
        FeatureUpdater whole = UpdateFixture.updater(fixture.store(), events, 0);
        List<CallEvent> all = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            all.add(CallEvents.started("c-" + i, TIME + 1_000L * i));
        }
        redis.configResetstat();
        for (int from = 0; from < all.size(); from += 20) {
            fixture.count(updater, all.subList(from, from + 20));
        }

        assertThat(redis.info("commandstats")).contains("cmdstat_append:calls=");
        // those of the last five minutes are known, and the row is that of all
        assertThat(whole.update(all.subList(400, 600))).containsOnly(UpdateResult.DUPLICATE);
        Optional<byte[]> patched = fixture.row("caller_velocity", event.caller());
        redis.flushall();
        fixture.count(whole, all);
        assertThat(fixture.row("caller_velocity", event.caller()).orElseThrow()).isEqualTo(patched.orElseThrow());
        assertThat(redis.ttl(state)).isPositive();
    }

    @Test
    void patchedStateKeepsItsLifetime() {
        List<CallEvent> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(CallEvents.started("c-" + i, TIME + i));
        }
        fixture.count(updater, all);
        redis.pexpire(state, Duration.ofMinutes(1));

        fixture.count(updater, List.of(CallEvents.started("c-x", TIME + 300)));

        assertThat(redis.ttl(state)).isGreaterThan(Duration.ofDays(6).toSeconds());
    }

    private @Nullable Float calls1h() {
        return fixture.seen(velocity, event, TIME).get(velocity.indexOf("calls_1h"));
    }
}
