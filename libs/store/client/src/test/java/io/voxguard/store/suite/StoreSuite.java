package io.voxguard.store.suite;

import static io.voxguard.testing.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.Consumer;
import io.lettuce.core.KeyValue;
import io.lettuce.core.SetArgs;
import io.lettuce.core.XClaimArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.voxguard.store.Counters;
import io.voxguard.store.Counters.Count;
import io.voxguard.store.EventGroup;
import io.voxguard.store.EventLog;
import io.voxguard.store.EventStream;
import io.voxguard.store.EventWrite;
import io.voxguard.store.EventWriteOutcome;
import io.voxguard.store.FiniteGroup;
import io.voxguard.store.HashFields;
import io.voxguard.store.HashSink;
import io.voxguard.store.KeyChanges;
import io.voxguard.store.LimitReply;
import io.voxguard.store.LogWatch;
import io.voxguard.store.OnlineStore;
import io.voxguard.store.RecordStream;
import io.voxguard.store.RowWrite;
import io.voxguard.store.SharedState;
import io.voxguard.store.SnapshotKeys;
import io.voxguard.store.SnapshotStore;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.StoreUnavailable;
import io.voxguard.store.limit.Check;
import io.voxguard.store.limit.Debit;
import io.voxguard.store.limit.Window;
import io.voxguard.store.redis.RedisEventGroup;
import io.voxguard.store.redis.RedisEventStream;
import io.voxguard.store.redis.RedisLogWatch;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import io.voxguard.store.row.RowEncoder;
import io.voxguard.store.row.RowView;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Everything the project needs of a store. */
abstract class StoreSuite extends ServerSuite {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final byte[] TIME_FIELD = ascii("_ts:view");

    private final String prefix = "suite-" + Long.toHexString(System.nanoTime()) + ":";
    private final AtomicInteger next = new AtomicInteger();
    private final Set<String> keys = ConcurrentHashMap.newKeySet();
    private OnlineStore store;

    @BeforeAll
    final void use() {
        store = redis.online();
    }

    @Override
    String[] expectedCommands() {
        return new String[] {"MGET", "HMGET", "UNLINK", "EVALSHA", "EVAL", "CLIENT TRACKING", "XADD", "INFO"};
    }

    @Override
    void removeKeys() {
        keys.forEach(key -> direct.del(ascii(key)));
    }

    // ---- rows ----

    @Test
    void rowsAreReadInTheOrderOfTheirKeysAndExpire() throws Exception {
        byte[] one = key();
        byte[] other = key();
        assertThat(done(store.write(
                        List.of(
                                new RowWrite(one, ascii("a"), LIMIT),
                                new RowWrite(other, ascii("b"), Duration.ofMillis(30))),
                        LIMIT)))
                .isEqualTo(StoreOutcome.DONE);
        await("the row expires", () -> rows(other).get(0) == null);
        assertThat(rows(other, one, key())).containsExactly(null, "a", null);
    }

    @Test
    void olderRowDoesNotReplaceANewerOne() {
        byte[] key = key();
        assertThat(merge(row(key, 2_000, 2))).containsExactly(EventWriteOutcome.WRITTEN);
        assertThat(merge(row(key, 1_000, 1), row(key, 2_000, 9), row(key, 3_000, 3), row(key, -5, 4)))
                .containsExactly(
                        EventWriteOutcome.OLDER,
                        EventWriteOutcome.DUPLICATE,
                        EventWriteOutcome.WRITTEN,
                        EventWriteOutcome.OLDER);
        assertThat(value(key)).isEqualTo(3);
        assertThat(direct.pttl(key)).isBetween(1L, 60_000L);
    }

    @Test
    void rowsFromBefore1970AreOrderedByTime() {
        byte[] key = key();
        assertThat(merge(
                        row(key, -2_000, 1), row(key, -3_000, 2), row(key, -2_000, 3), row(key, -1, 4), row(key, 0, 5)))
                .containsExactly(
                        EventWriteOutcome.WRITTEN,
                        EventWriteOutcome.OLDER,
                        EventWriteOutcome.DUPLICATE,
                        EventWriteOutcome.WRITTEN,
                        EventWriteOutcome.WRITTEN);
        assertThat(value(key)).isEqualTo(5);
    }

    @Test
    void valueThatIsNotARowIsOverwritten() {
        byte[] key = key();
        direct.set(key, ascii("not a row"));
        assertThat(merge(row(key, 1, 1))).containsExactly(EventWriteOutcome.WRITTEN);
    }

    @Test
    void truncatedRowIsOverwritten() {
        byte[] key = key();
        byte[] row = RowEncoder.encode(257, 9_000, new float[] {1}, new boolean[1]);
        direct.set(key, Arrays.copyOf(row, 13));
        assertThat(merge(row(key, 1, 7))).containsExactly(EventWriteOutcome.WRITTEN);
        assertThat(value(key)).isEqualTo(7);
    }

    @Test
    void rowTimesFarFromNowAreOrdered() {
        byte[] key = key();
        // as far as the numbers of Lua are exact
        long far = 1L << 52;
        assertThat(merge(row(key, -far, 1), row(key, far - 1, 2), row(key, far, 3), row(key, far - 1, 4)))
                .containsExactly(
                        EventWriteOutcome.WRITTEN,
                        EventWriteOutcome.WRITTEN,
                        EventWriteOutcome.WRITTEN,
                        EventWriteOutcome.OLDER);
        assertThat(value(key)).isEqualTo(3);
    }

    @Test
    void mergeIntoAKeyOfAnotherTypeFailsAloneAndLeavesItsValue() {
        byte[] hash = key();
        byte[] string = key();
        byte[] row = key();
        direct.hset(hash, ascii("f"), ascii("v"));
        direct.set(string, ascii("x"));

        List<EventWriteOutcome> outcomes = merge(row(hash, 1, 1), hash(string, 1, 0, "a"), row(row, 1, 5));

        assertThat(outcomes)
                .containsExactly(
                        EventWriteOutcome.UNAVAILABLE, EventWriteOutcome.UNAVAILABLE, EventWriteOutcome.WRITTEN);
        assertThat(direct.hget(hash, ascii("f"))).isEqualTo(ascii("v"));
        assertThat(direct.get(string)).isEqualTo(ascii("x"));
        assertThat(value(row)).isEqualTo(5);
    }

    @Test
    void olderWriteLeavesTheTtl() {
        byte[] key = key();
        merge(row(key, 2, 1));
        direct.persist(key);
        assertThat(merge(row(key, 1, 2), row(key, 2, 2)))
                .containsExactly(EventWriteOutcome.OLDER, EventWriteOutcome.DUPLICATE);
        assertThat(direct.pttl(key)).isEqualTo(-1);
    }

    // ---- hashes ----

    @Test
    void hashesAreReadFieldByField() {
        byte[] one = key();
        byte[] none = key();
        byte[] string = key();
        direct.hset(one, ascii("a"), ascii("1"));
        direct.hset(one, ascii("c"), new byte[0]);
        direct.set(string, ascii("x"));
        Fields seen = new Fields();
        HashFields fields = new HashFields(List.of(ascii("a"), ascii("b"), ascii("c")));
        assertThat(done(store.readHashes(List.of(one, none, string), fields, seen, LIMIT)))
                .isEqualTo(StoreOutcome.DONE);
        assertThat(seen.values.get(0)).containsExactly("1", null, "");
        assertThat(seen.values.get(1)).containsExactly(null, null, null);
        assertThat(seen.notHashes).containsExactly(2);
    }

    @Test
    void olderEventDoesNotReplaceANewerOneInAHash() {
        byte[] key = key();
        direct.hset(key, ascii("another view's"), ascii("stays"));
        assertThat(merge(hash(key, 100, 500, "a")).get(0)).isEqualTo(EventWriteOutcome.WRITTEN);
        assertThat(merge(
                        hash(key, 100, 499, "b"),
                        hash(key, 100, 500, "c"),
                        hash(key, 99, 999_999_999, "d"),
                        hash(key, 100, 501, "e"),
                        hash(key, 101, 0, "f")))
                .containsExactly(
                        EventWriteOutcome.OLDER,
                        EventWriteOutcome.DUPLICATE,
                        EventWriteOutcome.OLDER,
                        EventWriteOutcome.WRITTEN,
                        EventWriteOutcome.WRITTEN);
        assertThat(direct.hget(key, ascii("f"))).isEqualTo(ascii("f"));
        assertThat(direct.hget(key, ascii("another view's"))).isEqualTo(ascii("stays"));
        assertThat(direct.pttl(key)).isEqualTo(-1);
    }

    @Test
    void hashTimesBefore1970AndFarAheadAreOrdered() {
        byte[] key = key();
        long[] seconds = {-62_135_596_800L, -1_000_000, -2, -1, 0, 1, 1_767_225_600, 253_402_300_799L};
        for (int i = 0; i < seconds.length; i++) {
            assertThat(merge(hash(key, seconds[i], 0, "v" + i), hash(key, seconds[i], 0, "w")))
                    .as("%d", seconds[i])
                    .containsExactly(EventWriteOutcome.WRITTEN, EventWriteOutcome.DUPLICATE);
            assertThat(merge(hash(key, seconds[0] - 1, 0, "x"))).containsExactly(EventWriteOutcome.OLDER);
        }
    }

    @Test
    void malformedEventTimeIsOverwritten() {
        byte[] key = key();
        direct.hset(key, TIME_FIELD, new byte[] {8, -1});
        assertThat(merge(hash(key, 1, 0, "a"))).containsExactly(EventWriteOutcome.WRITTEN);
    }

    @Test
    void eventWithoutFieldsMovesTheEventTime() {
        byte[] key = key();
        EventWrite onlyTime = new EventWrite.OfHash(key, TIME_FIELD, time(5, 1), 5, 1, List.of(), Duration.ZERO);
        assertThat(merge(onlyTime, onlyTime)).containsExactly(EventWriteOutcome.WRITTEN, EventWriteOutcome.DUPLICATE);
        assertThat(direct.hgetall(key)).hasSize(1);
        assertThat(merge(hash(key, 5, 0, "a"))).containsExactly(EventWriteOutcome.OLDER);
    }

    @Test
    void hashOfManyFieldsIsWrittenWholeAndExpires() {
        byte[] key = key();
        List<byte[]> fields = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            fields.add(ascii("f" + i));
            fields.add(ascii("v" + i));
        }
        assertThat(merge(new EventWrite.OfHash(key, TIME_FIELD, time(1, 0), 1, 0, fields, Duration.ofMinutes(1))))
                .containsExactly(EventWriteOutcome.WRITTEN);
        assertThat(direct.hlen(key)).isEqualTo(5_001);
        assertThat(direct.hget(key, ascii("f4999"))).isEqualTo(ascii("v4999"));
        assertThat(direct.pttl(key)).isBetween(1L, 60_000L);
    }

    // ---- scripts ----

    @Test
    void forgottenScriptsAreSentAgain() {
        merge(row(key(), 1, 1), hash(key(), 1, 0, "a"));
        direct.scriptFlush();
        byte[] key = key();
        assertThat(merge(row(key, 1, 1), row(key, 2, 2), hash(key(), 1, 0, "a"), row(key, 2, 3)))
                .containsExactly(
                        EventWriteOutcome.WRITTEN,
                        EventWriteOutcome.WRITTEN,
                        EventWriteOutcome.WRITTEN,
                        EventWriteOutcome.DUPLICATE);
        assertThat(value(key)).isEqualTo(2);
    }

    @Test
    void valueIsReplacedOnlyIfItIsTheExpectedOne() throws Exception {
        SharedState shared = redis.shared();
        String key = new String(key(), StandardCharsets.UTF_8);
        byte[] one = ascii("1|latest||||");
        byte[] two = ascii("2|pinned|1|||");
        assertThat(shared.replace(key, Optional.of(one), two, LIMIT))
                .as("nothing was there")
                .isFalse();
        assertThat(shared.replace(key, Optional.empty(), one, LIMIT)).isTrue();
        assertThat(shared.replace(key, Optional.empty(), two, LIMIT))
                .as("something was there")
                .isFalse();
        assertThat(shared.replace(key, Optional.of(two), one, LIMIT))
                .as("something else")
                .isFalse();
        assertThat(shared.replace(key, Optional.of(one), two, LIMIT)).isTrue();
        List<Optional<byte[]>> values = shared.get(List.of(key, key + "none"), LIMIT);
        assertThat(values.getFirst())
                .hasValueSatisfying(value -> assertThat(value).isEqualTo(two));
        assertThat(values.getLast()).isEmpty();
    }

    @Test
    void fieldsOfASharedHashAreAddedAndRemoved() throws Exception {
        SharedState shared = redis.shared();
        String key = new String(key(), StandardCharsets.UTF_8);
        assertThat(shared.fields(key, LIMIT)).isEmpty();
        shared.put(key, "one", new byte[] {0, -1}, List.of(), LIMIT);
        shared.put(key, "two", new byte[] {2}, List.of("one", "nobody"), LIMIT);
        assertThat(shared.fields(key, LIMIT)).containsOnlyKeys("two");
        assertThat(shared.fields(key, LIMIT).get("two")).containsExactly(2);
    }

    @Test
    void newestEventRemainsAfterShuffledWritesOnSeveralConnections() throws Exception {
        long seed = System.nanoTime();
        List<byte[]> entities = List.of(key(), key(), key(), key());
        List<int[]> events = new ArrayList<>();
        for (int e = 0; e < entities.size(); e++) {
            for (int time = 1; time <= 250; time++) {
                events.add(new int[] {e, time});
            }
        }
        Collections.shuffle(events, new Random(seed));
        RedisStoreConfig config =
                RedisStoreConfig.at(proxy.url()).connections(3).queueSize(4096).build();
        try (RedisStore several = RedisStore.open(config)) {
            awaitConnection(several);
            List<CompletionStage<List<EventWriteOutcome>>> sent = new ArrayList<>();
            for (int[] event : events) {
                byte[] key = entities.get(event[0]);
                sent.add(several.online()
                        .merge(
                                List.of(
                                        event[0] % 2 == 0
                                                ? row(key, event[1], event[1])
                                                : hash(key, event[1], 0, "" + event[1])),
                                LIMIT));
            }
            for (CompletionStage<List<EventWriteOutcome>> one : sent) {
                assertThat(done(one)).allMatch(EventWriteOutcome::settled, "seed " + seed);
            }
        }
        assertThat(value(entities.get(0))).isEqualTo(250);
        assertThat(value(entities.get(2))).isEqualTo(250);
        assertThat(direct.hget(entities.get(1), TIME_FIELD)).isEqualTo(time(250, 0));
        assertThat(direct.hget(entities.get(3), TIME_FIELD)).isEqualTo(time(250, 0));
    }

    // ---- key tracking ----

    @Test
    void changesOfReadKeysAreAnnounced() throws Exception {
        TrackedChanges tracked = new TrackedChanges();
        byte[] row = key();
        byte[] hash = key();
        byte[] expiring = key();
        try (RedisStore near = RedisStore.open(RedisStoreConfig.of(proxy.url()), tracked)) {
            await("tracking is active", () -> tracked.active);
            read(near.online(), row);
            done(near.online().readHashes(List.of(hash), new HashFields(List.of(TIME_FIELD)), new Fields(), LIMIT));
            direct.set(row, ascii("changed by another"));
            await("the change is announced", () -> tracked.heard(row));
            done(store.merge(List.of(hash(hash, 1, 0, "a")), LIMIT));
            await("the change is announced", () -> tracked.heard(hash));
            tracked.changed.clear();
            read(near.online(), row);
            done(near.online().merge(List.of(row(row, 1, 1)), LIMIT));
            await("the change is announced", () -> tracked.heard(row));
            direct.set(expiring, ascii("x"), SetArgs.Builder.px(1_000)); // longer than the read may take
            read(near.online(), expiring);
            await("the expiry is announced", () -> {
                direct.get(expiring);
                return tracked.heard(expiring);
            });
        }
    }

    @Test
    void trackingIsArmedAgainAfterALostConnection() throws Exception {
        TrackedChanges tracked = new TrackedChanges();
        byte[] key = key();
        try (RedisStore near = RedisStore.open(RedisStoreConfig.of(proxy.url()), tracked)) {
            await("tracking is active", () -> tracked.active);
            read(near.online(), key);
            int before = tracked.changes.get();
            proxy.dropConnections();
            await("tracking is active again", () -> tracked.active && tracked.changes.get() >= before + 2);
            await("reads work again", () -> read(near.online(), key) == StoreOutcome.DONE);
            direct.set(key, ascii("changed after"));
            await("the change is announced", () -> tracked.heard(key));
        }
        awaitConnection(redis);
    }

    // ---- streams ----

    @Test
    void streamIsTrimmedToAboutItsMaximumLength() throws Exception {
        byte[] key = key();
        String name = new String(key, StandardCharsets.US_ASCII);
        try (EventStream stream = RedisEventStream.open(RedisStoreConfig.of(proxy.url()), name, 100)) {
            await("appends work", () -> done(stream.append(List.of(ascii("first")), LIMIT)) == StoreOutcome.DONE);
            List<byte[]> many = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                many.add(ascii("entry " + i));
            }
            assertThat(done(stream.append(many, LIMIT))).isEqualTo(StoreOutcome.DONE);
        }
        assertThat(direct.xlen(key)).isBetween(100L, 500L);
        assertThat(direct.xrevrange(key, io.lettuce.core.Range.unbounded(), io.lettuce.core.Limit.from(1))
                        .get(0)
                        .getBody()
                        .values())
                .containsExactly(ascii("entry 999"));
    }

    @Test
    void streamOnSharedConnectionsLeavesThemOpenWhenClosed() throws Exception {
        byte[] key = key();
        try (EventStream stream = redis.events().stream(new String(key, StandardCharsets.US_ASCII), 100)) {
            assertThat(done(stream.append(List.of(ascii("one"), ascii("two")), LIMIT)))
                    .isEqualTo(StoreOutcome.DONE);
        }
        assertThat(direct.xlen(key)).isEqualTo(2);
        assertThat(read(store, key())).as("closing it leaves them open").isEqualTo(StoreOutcome.DONE);
    }

    // ---- counters ----

    @Test
    void counterExpiresAfterTheTtlOfItsFirstIncrement() throws Exception {
        Counters counters = redis.counters();
        byte[] key = key();
        assertThat(done(counters.increment(key, Duration.ofMillis(400), LIMIT)))
                .isEqualTo(new Count(StoreOutcome.DONE, 1));
        assertThat(done(counters.increment(key, Duration.ofHours(1), LIMIT)))
                .isEqualTo(new Count(StoreOutcome.DONE, 2));
        assertThat(direct.pttl(key)).isLessThanOrEqualTo(400);
        await("the counter expires", () -> direct.exists(key) == 0);
        assertThat(done(counters.increment(key, Duration.ofMinutes(1), LIMIT)).value())
                .isEqualTo(1);
        assertThat(direct.pttl(key)).isBetween(1L, 60_000L);
    }

    @Test
    void counterCountsAfterTheStoreHasForgottenItsScript() throws Exception {
        Counters counters = redis.counters();
        byte[] key = key();
        done(counters.increment(key, LIMIT, LIMIT));
        direct.scriptFlush();
        assertThat(done(counters.increment(key, LIMIT, LIMIT))).isEqualTo(new Count(StoreOutcome.DONE, 2));
        direct.del(key);
        direct.hset(key, ascii("no"), ascii("number"));
        assertThat(done(counters.increment(key, LIMIT, LIMIT)).outcome()).isEqualTo(StoreOutcome.UNAVAILABLE);
    }

    // ---- limits ----

    @Test
    void limitTakesFromAllItsBucketsOrFromNoneByTheClockOfTheStore() {
        Window minute = Window.of(1, Duration.ofMinutes(1), 5);
        Window hour = Window.of(7, Duration.ofHours(1), 3);
        byte[] caller = key();
        byte[] trunk = key();
        for (int taken = 1; taken <= 3; taken++) {
            LimitReply reply =
                    limit(new Debit(caller, List.of(minute), 1, true), new Debit(trunk, List.of(hour), 1, true));
            assertThat(reply.admitted()).isTrue();
            assertThat(reply.buckets().get(0).remaining()).isEqualTo(5 - taken);
            assertThat(reply.buckets().get(1).remaining()).isEqualTo(3 - taken);
        }
        LimitReply refused =
                limit(new Debit(caller, List.of(minute), 1, true), new Debit(trunk, List.of(hour), 1, true));
        assertThat(refused.admitted()).isFalse();
        assertThat(refused.buckets().get(0).remaining()).isEqualTo(2);
        assertThat(refused.buckets().get(1).retryAfterMs().orElseThrow()).isBetween(1L, 514_286L);
        assertThat(direct.pttl(caller)).isBetween(1L, 180_001L);
        done(redis.limits().reset(List.of(trunk), LIMIT));
        assertThat(direct.exists(trunk)).isZero();
    }

    @Test
    void limitIsCountedOnAfterTheStoreHasForgottenItsScript() {
        Debit debit = new Debit(key(), List.of(Window.of(1, Duration.ofHours(1), 2)), 1, true);
        assertThat(limit(debit).admitted()).isTrue();
        direct.scriptFlush();
        assertThat(limit(debit).admitted()).isTrue();
        direct.scriptFlush();
        assertThat(limit(debit).admitted()).isFalse();
    }

    @Test
    void bucketExpiresWhenItIsFull() {
        byte[] key = key();
        limit(new Debit(key, List.of(Window.of(1, Duration.ofSeconds(2), 5)), 2, true));
        assertThat(direct.exists(key)).isOne();
        await("the bucket is gone", () -> direct.exists(key) == 0);
    }

    private LimitReply limit(Debit... debits) {
        return done(redis.limits().check(List.of(new Check(List.of(debits), true)), LIMIT))
                .getFirst();
    }

    // ---- logs ----

    @Test
    void eventsAreAppendedOnceWithinTheWindow() throws Exception {
        byte[] key = key();
        EventLog log = redis.log(text(key));
        assertThat(log.append(List.of(event("a"), event("b"), event("a")), Duration.ofMinutes(1), LIMIT))
                .containsExactly(true, true, false);
        assertThat(log.append(List.of(event("b"), event("c")), Duration.ofMinutes(1), LIMIT))
                .containsExactly(false, true);
        assertThat(records(log.range("-", "+", 10, LIMIT))).containsExactly("a", "b", "c");
        assertThat(direct.pttl(ascii(text(key) + ":seen:a"))).isBetween(1L, 60_000L);
        for (String identity : List.of("a", "b", "c")) {
            keys.add(text(key) + ":seen:" + identity);
        }
    }

    @Test
    void eventIsNotTakenForSeenIfTheLogRefusedIt() throws Exception {
        byte[] key = key();
        EventLog log = redis.log(text(key));
        direct.set(key, ascii("not a stream"));
        assertThatThrownBy(() -> log.append(List.of(event("a")), Duration.ofMinutes(1), LIMIT))
                .isInstanceOf(StoreUnavailable.class);
        direct.del(key);
        keys.add(text(key) + ":seen:a");
        assertThat(log.append(List.of(event("a")), Duration.ofMinutes(1), LIMIT))
                .containsExactly(true);
    }

    @Test
    void groupsOfALogReadOnTheirOwnAndFindWhatTheReaderBeforeLeftPending() throws Exception {
        EventLog log = redis.log(text(key()));
        log.createGroup("one", LIMIT);
        append(log, "a", "b", "c");
        log.createGroup("late", LIMIT);
        log.createGroupAtStart("all", LIMIT);
        log.createGroup("one", LIMIT);

        List<EventLog.Entry> given = log.next("one", 2, LIMIT);
        assertThat(records(given)).containsExactly("a", "b");
        assertThat(log.next("late", 2, LIMIT)).isEmpty();
        assertThat(records(log.next("all", 5, LIMIT))).containsExactly("a", "b", "c");
        log.acknowledge("one", List.of(given.get(0).id()), LIMIT);

        assertThat(records(log.pending("one", EventLog.START, 10, LIMIT))).containsExactly("b");
        assertThat(log.pending("one", given.get(1).id(), 10, LIMIT)).isEmpty();
        assertThat(log.oldestPending("one", LIMIT)).contains(given.get(1).id());
        assertThat(log.oldestPending("late", LIMIT)).isEmpty();
        assertThat(log.groups(LIMIT))
                .filteredOn(group -> group.name().equals("one"))
                .singleElement()
                .satisfies(group -> {
                    assertThat(group.pending()).isEqualTo(1);
                    assertThat(group.lastDelivered()).isEqualTo(given.get(1).id());
                    assertThat(group.undelivered().orElse(1L)).isEqualTo(1);
                });
    }

    @Test
    void pendingEntryThatWasTrimmedIsAcknowledged() throws Exception {
        EventLog log = redis.log(text(key()));
        log.createGroup("one", LIMIT);
        append(log, "a", "b");
        List<EventLog.Entry> given = log.next("one", 2, LIMIT);
        log.trim(given.get(1).id(), LIMIT);
        assertThat(records(log.range("-", "+", 10, LIMIT))).containsExactly("b");
        assertThat(records(log.pending("one", EventLog.START, 1, LIMIT))).containsExactly("b");
        assertThat(log.oldestPending("one", LIMIT)).contains(given.get(1).id());
    }

    @Test
    void finiteGroupReadsFromAnIdCountsEachEntryOnceAndIsNotCreatedAgain() throws Exception {
        String key = text(key());
        keys.add(key + ":group:some");
        EventLog log = redis.log(key);
        append(log, "a", "b", "c");
        List<EventLog.Entry> all = log.range("-", "+", 10, LIMIT);
        FiniteGroup group = redis.finiteGroup(key, "some");

        assertThat(group.begin(all.get(0).id(), LIMIT)).isTrue();
        List<EventLog.Entry> given = log.next("some", 10, LIMIT);
        assertThat(records(given)).containsExactly("b", "c");
        group.acknowledge(Map.of(given.get(0).id(), "delivered", given.get(1).id(), "dead"), LIMIT);
        group.acknowledge(Map.of(given.get(0).id(), "delivered"), LIMIT);
        assertThat(group.begin(EventLog.START, LIMIT)).as("it goes on").isTrue();
        assertThat(log.next("some", 10, LIMIT)).isEmpty();

        assertThat(group.counts(LIMIT)).isEqualTo(new FiniteGroup.Counts(false, Map.of("delivered", 1L, "dead", 1L)));
        group.end(LIMIT);
        assertThat(group.begin(EventLog.START, LIMIT)).isFalse();
        assertThat(log.groups(LIMIT)).isEmpty();
        assertThat(group.counts(LIMIT)).isEqualTo(new FiniteGroup.Counts(true, Map.of("delivered", 1L, "dead", 1L)));
    }

    @Test
    void missingLogHasNoGroups() throws Exception {
        EventLog log = redis.log(text(key()));
        assertThat(log.groups(LIMIT)).isEmpty();
        log.destroyGroup("one", LIMIT);
        assertThatThrownBy(() -> log.next("one", 1, LIMIT)).hasCauseInstanceOf(EventLog.NoSuchGroup.class);
        log.createGroup("one", LIMIT);
        log.destroyGroup("one", LIMIT);
        assertThat(log.groups(LIMIT)).isEmpty();
    }

    @Test
    void watchReturnsTheLastEntryOfALog() throws Exception {
        String key = text(key());
        EventLog log = redis.log(key);
        try (LogWatch watch = RedisLogWatch.open(RedisStoreConfig.of(proxy.url()), key)) {
            await("the watch is connected", () -> awaitAfter(watch, EventLog.START) != null);
            append(log, "a", "b");
            String last = log.range("-", "+", 10, LIMIT).getLast().id();
            assertThat(watch.awaitAfter(EventLog.START, Duration.ofSeconds(1), LIMIT))
                    .contains(last);
            assertThat(watch.awaitAfter(last, Duration.ofMillis(20), LIMIT)).isEmpty();
        }
    }

    private static @Nullable Optional<String> awaitAfter(LogWatch watch, String id) {
        try {
            return watch.awaitAfter(id, Duration.ofMillis(1), LIMIT);
        } catch (StoreUnavailable e) {
            return null;
        }
    }

    @Test
    void leaseHasOneHolderUntilItIsReleasedOrExpires() throws Exception {
        String lease = text(key());
        assertThat(redis.leases().hold(lease, "a", Duration.ofMinutes(1), LIMIT))
                .isTrue();
        assertThat(redis.leases().hold(lease, "b", Duration.ofMinutes(1), LIMIT))
                .isFalse();
        redis.leases().release(lease, "b", LIMIT);
        assertThat(redis.leases().hold(lease, "a", Duration.ofMinutes(1), LIMIT))
                .isTrue();
        redis.leases().release(lease, "a", LIMIT);
        assertThat(redis.leases().hold(lease, "b", Duration.ofMillis(50), LIMIT))
                .isTrue();
        await("the lease has expired", () -> {
            try {
                return redis.leases().hold(lease, "a", Duration.ofMinutes(1), LIMIT);
            } catch (StoreUnavailable e) {
                return false;
            }
        });
    }

    @Test
    void silentReplicasDropOutOfTheRegister() throws Exception {
        String register = text(key());
        Duration lifetime = Duration.ofSeconds(10);
        redis.leases().register(register, "b", 1_000, lifetime, LIMIT);
        assertThat(redis.leases().register(register, "a", 10_999, lifetime, LIMIT))
                .containsExactly("a", "b");
        assertThat(redis.leases().register(register, "a", 11_000, lifetime, LIMIT))
                .containsExactly("a");
        redis.leases().deregister(register, "a", LIMIT);
        assertThat(redis.leases().register(register, "c", 11_000, lifetime, LIMIT))
                .containsExactly("c");
    }

    @Test
    void recordsStayUntilTheyAreRemoved() throws Exception {
        RecordStream stream = redis.records(text(key()), 1_000);
        String first = stream.add(ascii("a"), LIMIT);
        stream.add(ascii("b"), LIMIT);
        assertThat(records(stream.list("-", 1, LIMIT))).containsExactly("a");
        assertThat(records(stream.list("(" + first, 10, LIMIT))).containsExactly("b");
        assertThat(stream.remove(first, LIMIT)).isTrue();
        assertThat(stream.remove(first, LIMIT)).isFalse();
        assertThat(stream.length(LIMIT)).isEqualTo(1);
    }

    @Test
    void messageReachesTheSubscribersOfItsChannel() throws Exception {
        String channel = text(key());
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        try (StatefulRedisPubSubConnection<String, String> subscriber = admin.connectPubSub()) {
            subscriber.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String from, String message) {
                    received.add(message);
                }
            });
            subscriber.sync().subscribe(channel);
            redis.channels().publish(channel, ascii("a"), LIMIT);
            assertThat(received.poll(5, TimeUnit.SECONDS)).isEqualTo("a");
        }
    }

    private static void append(EventLog log, String... records) throws StoreUnavailable {
        for (String record : records) {
            log.append(List.of(event(record)), Duration.ofMillis(100), LIMIT);
        }
    }

    private static EventLog.NewEvent event(String identity) {
        return new EventLog.NewEvent(identity, ascii(identity));
    }

    private static List<String> records(List<EventLog.Entry> entries) {
        return entries.stream().map(entry -> text(entry.record())).toList();
    }

    private static String text(byte[] ascii) {
        return new String(ascii, StandardCharsets.US_ASCII);
    }

    // ---- groups ----

    @Test
    void entryIsDeliveredToOneConsumerAndCanBeClaimedByAnother() throws Exception {
        byte[] key = key();
        String stream = new String(key, StandardCharsets.US_ASCII);
        RedisStoreConfig config = RedisStoreConfig.of(proxy.url());
        try (EventGroup one = RedisEventGroup.open(config, stream, "group", "one");
                EventGroup other = RedisEventGroup.open(config, stream, "group", "other");
                EventStream writer = redis.events().stream(stream, 100)) {
            await(
                    "both consumers are there",
                    () -> next(one, Duration.ofMillis(1)) != null && next(other, Duration.ofMillis(1)) != null);
            done(writer.append(List.of(ascii("a"), ascii("b")), LIMIT));
            List<EventGroup.Entry> had = one.next(10, Duration.ofSeconds(1), LIMIT);
            assertThat(had)
                    .extracting(entry -> new String(entry.record(), StandardCharsets.US_ASCII))
                    .containsExactly("a", "b");
            assertThat(other.next(10, Duration.ofMillis(10), LIMIT)).isEmpty();
            one.done(had.subList(0, 1), LIMIT);
            assertThat(direct.xlen(key)).isEqualTo(1);
            assertThat(other.claimAbandoned(10, Duration.ofHours(1), LIMIT)).isEmpty();
            List<EventGroup.Entry> left = other.claimAbandoned(10, Duration.ZERO, LIMIT);
            assertThat(left)
                    .extracting(EventGroup.Entry::id)
                    .containsExactly(had.get(1).id());
            other.done(left, LIMIT);
            assertThat(direct.xlen(key)).isZero();
            direct.del(key);
            assertThat(other.next(10, Duration.ofMillis(10), LIMIT))
                    .as("an emptied store has no group")
                    .isEmpty();
            done(writer.append(List.of(ascii("c")), LIMIT));
            assertThat(one.next(10, Duration.ofSeconds(1), LIMIT)).hasSize(1);
        }
    }

    @Test
    void abandonedEntryIsClaimedBehindManyRecentOnesAndDeletedOnesAreAcknowledged() throws Exception {
        byte[] key = key();
        String stream = new String(key, StandardCharsets.US_ASCII);
        RedisStoreConfig config = RedisStoreConfig.of(proxy.url());
        try (EventGroup group = RedisEventGroup.open(config, stream, "group", "other")) {
            await("the consumer is there", () -> next(group, Duration.ofMillis(1)) != null);
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 1_502; i++) {
                ids.add(direct.xadd(key, java.util.Map.of(ascii("record"), ascii("e" + i))));
            }
            direct.xreadgroup(
                    Consumer.from(ascii("group"), ascii("one")),
                    XReadArgs.Builder.count(2_000),
                    XReadArgs.StreamOffset.lastConsumed(key));
            Duration hour = Duration.ofHours(1);
            direct.xclaim(
                    key,
                    Consumer.from(ascii("group"), ascii("one")),
                    XClaimArgs.Builder.minIdleTime(0).idle(hour.multipliedBy(2)),
                    ids.get(1_500),
                    ids.get(1_501));
            direct.xdel(key, ids.get(1_500));
            assertThat(group.claimAbandoned(100, hour, LIMIT))
                    .extracting(EventGroup.Entry::id)
                    .containsExactly(ids.get(1_501));
            assertThat(direct.xpending(key, ascii("group")).getCount())
                    .as("the deleted one is pending no longer")
                    .isEqualTo(1_501);
        }
    }

    private static @Nullable List<EventGroup.Entry> next(EventGroup group, Duration wait) {
        try {
            return group.next(1, wait, LIMIT);
        } catch (StoreUnavailable notYet) {
            return null;
        }
    }

    // ---- snapshots ----

    @Test
    void snapshotIsPublishedOnlyIfThePointerIsTheExpectedOne() throws Exception {
        SnapshotStore snapshots = redis.snapshots();
        SnapshotKeys keys = snapshotKeys(1, 2, 3);
        assertThat(snapshots.pointer(keys, LIMIT)).isEmpty();
        assertThat(publish(snapshots, keys, Optional.empty(), 1, OptionalLong.empty()))
                .isTrue();
        assertThat(publish(snapshots, keys, Optional.empty(), 2, OptionalLong.empty()))
                .isFalse();
        assertThat(publish(snapshots, keys, Optional.of("2|"), 3, OptionalLong.empty()))
                .isFalse();
        direct.scriptFlush();
        assertThat(publish(snapshots, keys, Optional.of("1|"), 2, OptionalLong.of(1)))
                .isTrue();
        assertThat(snapshots.pointer(keys, LIMIT)).contains("2|");
        assertThat(snapshots.blob(keys, 2, LIMIT))
                .hasValueSatisfying(blob -> assertThat(blob).isEqualTo(ascii("blob 2")));
        assertThat(direct.pttl(ascii(keys.blob(1)))).isBetween(1L, LIMIT.toMillis());
        assertThat(direct.pttl(ascii(keys.blob(2)))).isEqualTo(-1);
        assertThat(snapshots.blob(keys, 3, LIMIT)).isEmpty();
        direct.del(ascii(keys.current()));
        direct.hset(ascii(keys.current()), ascii("no"), ascii("string"));
        assertThat(snapshots.pointer(keys, LIMIT)).contains("");
        assertThat(publish(snapshots, keys, Optional.of(""), 3, OptionalLong.empty()))
                .isTrue();
        snapshots.hint(keys, 3, LIMIT);
    }

    @Test
    void silentFollowersAreRemoved() throws Exception {
        SnapshotStore snapshots = redis.snapshots();
        SnapshotKeys keys = snapshotKeys();
        this.keys.add(keys.acknowledgement("one"));
        this.keys.add(keys.acknowledgement("other"));
        snapshots.acknowledge(keys, "one", "applied", 5_000, LIMIT, LIMIT);
        snapshots.acknowledge(keys, "other", "refused", 1_000, LIMIT, LIMIT);
        assertThat(snapshots.acknowledgements(keys, 5_000, Duration.ofSeconds(10), LIMIT))
                .containsExactly(
                        new SnapshotStore.Acknowledgement("one", Optional.of("applied"), 5_000),
                        new SnapshotStore.Acknowledgement("other", Optional.of("refused"), 1_000));
        direct.del(ascii(keys.acknowledgement("one")));
        assertThat(snapshots.acknowledgements(keys, 5_000, Duration.ofSeconds(3), LIMIT))
                .containsExactly(new SnapshotStore.Acknowledgement("one", Optional.empty(), 5_000));
    }

    private SnapshotKeys snapshotKeys(long... revisions) {
        SnapshotKeys names = new SnapshotKeys("suite", prefix.replace(":", "-") + next.incrementAndGet());
        keys.add(names.current());
        keys.add(names.followers());
        for (long revision : revisions) {
            keys.add(names.blob(revision));
        }
        return names;
    }

    private static boolean publish(
            SnapshotStore snapshots, SnapshotKeys keys, Optional<String> expected, long revision, OptionalLong former)
            throws StoreUnavailable {
        return snapshots.publish(
                keys,
                expected,
                new SnapshotStore.Published(revision, revision + "|", ascii("blob " + revision)),
                former,
                LIMIT,
                LIMIT);
    }

    // ---- faults ----

    @Test
    void silentStoreTimesOutAndIsUsedAgainWhenItAnswers() throws Exception {
        byte[] key = key();
        proxy.freeze(true);
        try {
            assertThat(done(store.readHashes(
                            List.of(key, key()),
                            new HashFields(List.of(TIME_FIELD)),
                            new Fields(),
                            Duration.ofMillis(100))))
                    .isEqualTo(StoreOutcome.TIMED_OUT);
            assertThat(done(store.merge(List.of(row(key, 1, 1)), Duration.ofMillis(100))))
                    .containsExactly(EventWriteOutcome.TIMED_OUT);
            assertThat(done(redis.counters().increment(key(), LIMIT, Duration.ofMillis(100))))
                    .isEqualTo(new Count(StoreOutcome.TIMED_OUT, 0));
        } finally {
            proxy.freeze(false);
        }
        await("reads work again", () -> read(store, key) == StoreOutcome.DONE);
        // it was under way, and may be sent again: it does the same once more
        assertThat(merge(row(key, 1, 1))).isSubsetOf(EventWriteOutcome.DUPLICATE, EventWriteOutcome.WRITTEN);
    }

    // ---- helpers ----

    private static final class TrackedChanges implements KeyChanges {
        private final Set<String> changed = ConcurrentHashMap.newKeySet();
        private final AtomicInteger changes = new AtomicInteger();
        private volatile boolean active;

        @Override
        public void onTrackingChanged(boolean now) {
            active = now;
            changes.incrementAndGet();
        }

        @Override
        public void changed(byte[] key) {
            changed.add(new String(key, StandardCharsets.ISO_8859_1));
        }

        @Override
        public void allChanged() {
            changes.incrementAndGet();
        }

        boolean heard(byte[] key) {
            return changed.contains(new String(key, StandardCharsets.ISO_8859_1));
        }
    }

    private static final class Fields implements HashSink {
        private final List<List<@Nullable String>> values = new ArrayList<>();
        private final List<Integer> notHashes = new ArrayList<>();

        @Override
        public void field(int index, int field, @Nullable ByteBuffer value) {
            while (values.size() <= index) {
                values.add(new ArrayList<>());
            }
            assertThat(values.get(index)).hasSize(field);
            values.get(index)
                    .add(
                            value == null
                                    ? null
                                    : StandardCharsets.US_ASCII.decode(value).toString());
        }

        @Override
        public void notAHash(int index) {
            notHashes.add(index);
        }
    }

    private byte[] key() {
        String key = prefix + next.incrementAndGet();
        keys.add(key);
        return ascii(key);
    }

    private static EventWrite row(byte[] key, long eventTimeMs, float value) {
        byte[] row = RowEncoder.encode(257, eventTimeMs, new float[] {value}, new boolean[1]);
        return new EventWrite.OfRow(key, row, eventTimeMs, Duration.ofMinutes(1));
    }

    private static EventWrite hash(byte[] key, long seconds, int nanos, String value) {
        return new EventWrite.OfHash(
                key,
                TIME_FIELD,
                time(seconds, nanos),
                seconds,
                nanos,
                List.of(ascii(value), ascii(value)),
                Duration.ZERO);
    }

    /** A google.protobuf.Timestamp. */
    private static byte[] time(long seconds, int nanos) {
        ByteBuffer out = ByteBuffer.allocate(32);
        varint(out, (byte) 8, seconds);
        varint(out, (byte) 16, nanos);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static void varint(ByteBuffer out, byte tag, long value) {
        if (value == 0) {
            return;
        }
        out.put(tag);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.put((byte) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    private List<EventWriteOutcome> merge(EventWrite... writes) {
        return done(store.merge(List.of(writes), LIMIT));
    }

    private float value(byte[] key) {
        RowView row = new RowView();
        assertThat(row.wrap(ByteBuffer.wrap(direct.get(key)))).isNull();
        return row.value(0);
    }

    private List<@Nullable String> rows(byte[]... wanted) {
        ConcurrentLinkedQueue<KeyValue<Integer, String>> seen = new ConcurrentLinkedQueue<>();
        assertThat(done(store.read(
                        Arrays.asList(wanted),
                        (index, value) -> seen.add(KeyValue.fromNullable(
                                index,
                                value == null
                                        ? null
                                        : StandardCharsets.US_ASCII
                                                .decode(value)
                                                .toString())),
                        LIMIT)))
                .isEqualTo(StoreOutcome.DONE);
        List<@Nullable String> values = new ArrayList<>();
        seen.forEach(one -> values.add(one.getValueOrElse(null)));
        return values;
    }

    private static StoreOutcome read(OnlineStore from, byte[]... wanted) {
        return done(from.read(Arrays.asList(wanted), (index, value) -> {}, LIMIT));
    }

    static void awaitConnection(RedisStore store) {
        await("a connection", store::connected);
    }

    static <T> T done(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
