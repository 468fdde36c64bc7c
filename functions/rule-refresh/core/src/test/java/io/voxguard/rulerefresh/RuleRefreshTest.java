package io.voxguard.rulerefresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.catalogue.call.CatalogueFields;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.rulerefresh.fleet.EngineStatus;
import io.voxguard.rulerefresh.fleet.Fleet;
import io.voxguard.rulerefresh.publish.RefreshOutcome;
import io.voxguard.rulerefresh.publish.RefreshOutcome.Why;
import io.voxguard.rulerefresh.publish.RefreshSettings;
import io.voxguard.rulerefresh.publish.RuleRefresh;
import io.voxguard.rulerefresh.source.JdbcRuleSource;
import io.voxguard.rules.RulePointer;
import io.voxguard.rules.RuleSet;
import io.voxguard.rules.SigningKey;
import io.voxguard.rules.Snapshot;
import io.voxguard.rules.TrustedKeys;
import io.voxguard.rules.condition.ConditionCompiler;
import io.voxguard.rules.evaluation.RuleSetCheck;
import io.voxguard.store.SnapshotKeys;
import io.voxguard.store.SnapshotStore;
import io.voxguard.store.embedded.EmbeddedStore;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import io.voxguard.testing.Eventually;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Refreshes with a real PostgreSQL and a real store. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RuleRefreshTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final AtomicInteger next = new AtomicInteger();
    private RulesDatabase database;
    private EmbeddedStore server;
    private RedisStore connections;
    private SnapshotStore store;
    private ConditionCompiler conditions;
    private TrustedKeys trusted;
    private SigningKey signing;
    private String set;
    private SnapshotKeys keys;

    @BeforeAll
    void start() throws Exception {
        database = RulesDatabase.start();
        server = EmbeddedStore.start();
        connections = RedisStore.open(RedisStoreConfig.of(server.url()));
        store = connections.snapshots();
        Path views = Path.of(System.getProperty("voxguard.root"), "models/feature-views");
        conditions = new ConditionCompiler(CatalogueFields.of(FeatureCatalogue.read(views)));
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        signing = new SigningKey(
                "k1", Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()));
        trusted = new TrustedKeys(
                Map.of("k1", Base64.getEncoder().encodeToString(pair.getPublic().getEncoded())));
        Eventually.await("the store is connected", connections::connected);
    }

    @AfterAll
    void end() throws Exception {
        connections.close();
        server.close();
        database.close();
    }

    @BeforeEach
    void createSet() throws Exception {
        set = "set-" + next.incrementAndGet();
        keys = new SnapshotKeys("rules", set);
        database.set(set);
    }

    @Test
    void rulesAreValidatedSignedAndPublishedAndThenCurrent() throws Exception {
        database.rule(set, "irsf-1", "caller_velocity.calls_1h > 100", "block");
        database.rule(set, "off", "nonsense", "block");
        database.run("UPDATE rules SET enabled = false WHERE id = 'off' AND rule_set = ?", set);
        RuleRefresh refresh = copy();
        RefreshOutcome outcome = refresh.refresh().outcome();
        assertThat(outcome).isEqualTo(new RefreshOutcome.Published(revision(), Why.CHANGED));
        assertThat(published().rules()).extracting(rule -> rule.id()).containsExactly("irsf-1");
        assertThat(refresh.refresh().outcome()).isEqualTo(new RefreshOutcome.Current(revision()));
        assertThat(copy().refresh().outcome()).isEqualTo(new RefreshOutcome.Current(revision()));
    }

    @Test
    void transactionIsOneRevisionHoweverManyRulesItChanges() throws Exception {
        long before = revision();
        String insert = "INSERT INTO rules (rule_set, id, name, typology, condition, action, owner) SELECT '" + set
                + "', 'r' || i, 'n', 't', 'caller_velocity.calls_1h > ' || i, 'review', 'o' FROM generate_series(1, 500) i";
        database.inOneTransaction(insert, "DELETE FROM rules WHERE rule_set = '" + set + "' AND id = 'r7'");
        assertThat(revision()).isEqualTo(before + 1);
        assertThat(database.number(
                        "SELECT count(*) FROM rule_audit WHERE rule_set = '" + set + "' AND rule_id IS NOT NULL"))
                .isEqualTo(501);
        copy().refresh();
        assertThat(published().rules()).hasSize(499);
        database.run("UPDATE rules SET name = name WHERE rule_set = ?", set);
        assertThat(revision()).as("nothing changed").isEqualTo(before + 1);
    }

    @Test
    void oneInvalidRuleRefusesTheWholeSet() throws Exception {
        database.rule(set, "good", "caller_velocity.calls_1h > 100", "block");
        RuleRefresh refresh = copy();
        refresh.refresh();
        long good = revision();
        database.rule(set, "bad", "caller_velocity.calls_1x > 100", "block");
        assertThat(refresh.refresh().outcome()).isInstanceOfSatisfying(RefreshOutcome.Refused.class, refused -> {
            assertThat(refused.revision()).isEqualTo(good + 1);
            assertThat(refused.problems()).singleElement().satisfies(problem -> {
                assertThat(problem.rule()).isEqualTo("bad");
                assertThat(problem.field()).isEqualTo("condition");
            });
        });
        assertThat(pointer().revision()).isEqualTo(good);
        remove(keys.current());
        assertThat(refresh.refresh().outcome()).isInstanceOf(RefreshOutcome.Refused.class);
        assertThat(pointer().revision()).as("the last good rules are put back").isEqualTo(good);
        database.run("UPDATE rules SET condition = 'true' WHERE id = 'bad' AND rule_set = ?", set);
        assertThat(refresh.refresh().outcome()).isEqualTo(new RefreshOutcome.Published(good + 2, Why.CHANGED));
    }

    @Test
    void emptySetIsRefusedUnlessItIsAllowed() throws Exception {
        RuleRefresh refresh = copy();
        assertThat(refresh.refresh().outcome()).isInstanceOf(RefreshOutcome.Refused.class);
        assertThat(store.pointer(keys, LIMIT)).isEmpty();
        database.run("UPDATE rule_sets SET allow_empty = true WHERE name = ?", set);
        assertThat(refresh.refresh().outcome()).isInstanceOf(RefreshOutcome.Published.class);
        assertThat(published().rules()).isEmpty();
    }

    @Test
    void emptiedStoreIsFilledWithTheWholeSnapshot() throws Exception {
        database.rule(set, "r", "true", "flag");
        RuleRefresh refresh = copy();
        refresh.refresh();
        String before = store.pointer(keys, LIMIT).orElseThrow();
        remove(keys.current());
        remove(keys.blob(revision()));
        assertThat(refresh.refresh().outcome()).isEqualTo(new RefreshOutcome.Published(revision(), Why.LOST));
        assertThat(store.pointer(keys, LIMIT)).contains(before);
        remove(keys.blob(revision()));
        assertThat(refresh.refresh().outcome()).isEqualTo(new RefreshOutcome.Published(revision(), Why.LOST));
        assertThat(published().rules()).hasSize(1);
    }

    @Test
    void snapshotThatWasTamperedWithIsReplaced() throws Exception {
        database.rule(set, "r", "true", "flag");
        RuleRefresh refresh = copy();
        refresh.refresh();
        String before = store.pointer(keys, LIMIT).orElseThrow();
        put(keys.current(), "nonsense");
        assertThat(refresh.refresh().outcome()).isEqualTo(new RefreshOutcome.Published(revision(), Why.TAMPERED));
        put(keys.blob(revision()), "{}");
        assertThat(refresh.refresh().outcome()).isInstanceOf(RefreshOutcome.Published.class);
        put(keys.current(), before.replaceFirst("\\|[^|]*$", "|"));
        assertThat(refresh.refresh().outcome())
                .as("a signature taken away")
                .isInstanceOf(RefreshOutcome.Published.class);
        remove(keys.current());
        admin(redis -> redis.hset(bytes(keys.current()), bytes("a"), bytes("b")));
        assertThat(refresh.refresh().outcome()).as("a hash in its place").isInstanceOf(RefreshOutcome.Published.class);
        assertThat(store.pointer(keys, LIMIT)).contains(before);
        assertThat(published().rules()).hasSize(1);
    }

    @Test
    void revisionOfARestoredDatabaseIsRaisedAboveTheStores() throws Exception {
        database.rule(set, "r", "true", "flag");
        Snapshot ahead = signing.sign(Snapshot.of(new RuleSet(set, List.of()), revision() + 1000, 5, "k1"));
        store.publish(
                keys,
                Optional.empty(),
                new SnapshotStore.Published(
                        ahead.pointer().revision(), ahead.pointer().toString(), ahead.blob()),
                OptionalLong.empty(),
                LIMIT,
                LIMIT);
        long before = ahead.pointer().revision();
        assertThat(copy().refresh().outcome()).isEqualTo(new RefreshOutcome.Published(before + 1, Why.CHANGED));
        assertThat(revision()).isEqualTo(before + 1);
        assertThat(published().rules()).hasSize(1);
    }

    @Test
    void replacedBlobExpiresAfterAWhile() throws Exception {
        database.rule(set, "r", "true", "flag");
        copy().refresh();
        long former = revision();
        database.rule(set, "s", "true", "flag");
        copy().refresh();
        admin(redis -> {
            assertThat(redis.pttl(bytes(keys.blob(former)))).isBetween(1L, 10_000L);
            assertThat(redis.pttl(bytes(keys.blob(revisionNow())))).isEqualTo(-1);
            assertThat(redis.pttl(bytes(keys.current()))).isEqualTo(-1);
            return 0;
        });
    }

    @Test
    void concurrentReplicasEndWithTheLastCommittedRules() throws Exception {
        database.rule(set, "r", "caller_velocity.calls_1h > 0", "flag");
        List<RuleRefresh> copies = List.of(copy(), copy(), copy());
        CountDownLatch over = new CountDownLatch(1);
        List<Thread> threads = copies.stream()
                .map(copy -> Thread.ofPlatform().start(() -> {
                    while (over.getCount() > 0) {
                        copy.refresh();
                    }
                }))
                .toList();
        long last = 0;
        for (int i = 1; i <= 100; i++) {
            database.run("UPDATE rules SET condition = 'caller_velocity.calls_1h > " + i + "' WHERE rule_set = ?", set);
            long seen = store.pointer(keys, LIMIT).map(text -> revisionOf(text)).orElse(0L);
            assertThat(seen).isGreaterThanOrEqualTo(last);
            last = seen;
        }
        over.countDown();
        for (Thread thread : threads) {
            thread.join(10_000);
        }
        copies.getFirst().refresh();
        assertThat(pointer().revision()).isEqualTo(revision());
        assertThat(published().rules().getFirst().condition()).endsWith("> 100");
    }

    @Test
    void emptiedStoreIsRestoredWhileTheDatabaseIsDown() throws Exception {
        database.rule(set, "r", "true", "flag");
        RuleRefresh refresh = copy();
        refresh.refresh();
        String good = store.pointer(keys, LIMIT).orElseThrow();
        database.inOneTransaction(
                "ALTER TABLE rules RENAME TO rules_gone", "ALTER TABLE rule_sets RENAME TO sets_gone");
        try {
            remove(keys.current());
            assertThat(refresh.refresh().outcome()).isInstanceOf(RefreshOutcome.Unavailable.class);
            assertThat(store.pointer(keys, LIMIT)).contains(good);
        } finally {
            database.inOneTransaction(
                    "ALTER TABLE rules_gone RENAME TO rules", "ALTER TABLE sets_gone RENAME TO rule_sets");
        }
        assertThat(refresh.refresh().outcome()).isEqualTo(new RefreshOutcome.Current(revision()));
    }

    @Test
    void setThatDoesNotExistIsUnknown() {
        set = "nowhere";
        keys = new SnapshotKeys("rules", set);
        assertThat(copy().refresh().outcome()).isEqualTo(new RefreshOutcome.UnknownSet("nowhere"));
    }

    @Test
    void enginesAreListedByTheirAcknowledgements() throws Exception {
        long now = System.currentTimeMillis();
        store.acknowledge(keys, "engine-1", "applied|5|5|1000|", now, Duration.ofSeconds(30), LIMIT);
        store.acknowledge(
                keys, "engine-2", "refused|6|5|1000|sha256: expected a, got b", now - 1, Duration.ofSeconds(30), LIMIT);
        store.acknowledge(keys, "engine-3", "applied|5|5|1000|", now - 2, Duration.ofMillis(1), LIMIT);
        store.acknowledge(keys, "engine-4", "what?", now - 3, Duration.ofSeconds(30), LIMIT);
        store.acknowledge(keys, "engine-5", "applied|5|5|1000|", now - 3_600_000, Duration.ofSeconds(30), LIMIT);
        Eventually.await(
                "the acknowledgement of engine-3 has expired",
                () -> admin(redis -> redis.exists(bytes(keys.acknowledgement("engine-3")))) == 0);
        assertThat(new Fleet(store, LIMIT).engines(set, now))
                .extracting(EngineStatus::engine, EngineStatus::kind, EngineStatus::running)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("engine-1", EngineStatus.Kind.APPLIED, 5L),
                        org.assertj.core.groups.Tuple.tuple("engine-2", EngineStatus.Kind.REFUSED, 5L),
                        org.assertj.core.groups.Tuple.tuple("engine-3", EngineStatus.Kind.SILENT, 0L),
                        org.assertj.core.groups.Tuple.tuple("engine-4", EngineStatus.Kind.UNREADABLE, 0L));
    }

    private RuleRefresh copy() {
        return new RuleRefresh(
                set,
                new JdbcRuleSource(database.source(), LIMIT, RulesDatabase.BACKOFF),
                store,
                new RuleSetCheck(conditions),
                new RefreshSettings(LIMIT, Duration.ofSeconds(10), Optional.of(signing), trusted),
                Clock.systemUTC());
    }

    private long revision() throws Exception {
        return database.number("SELECT revision FROM rule_sets WHERE name = '" + set + "'");
    }

    private long revisionNow() {
        try {
            return revision();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static long revisionOf(String pointer) {
        return Long.parseLong(pointer.substring(0, pointer.indexOf('|')));
    }

    private RulePointer pointer() throws Exception {
        return RulePointer.parse(store.pointer(keys, LIMIT).orElseThrow());
    }

    private RuleSet published() throws Exception {
        RulePointer pointer = pointer();
        trusted.check(set, pointer);
        byte[] blob = store.blob(keys, pointer.revision(), LIMIT).orElseThrow();
        return new Snapshot(set, pointer, blob).rules();
    }

    private void put(String key, String value) {
        admin(redis -> redis.set(bytes(key), bytes(value)));
    }

    private void remove(String key) {
        admin(redis -> redis.del(bytes(key)));
    }

    private <T> T admin(java.util.function.Function<io.lettuce.core.api.sync.RedisCommands<byte[], byte[]>, T> asking) {
        try (var client = io.lettuce.core.RedisClient.create(server.url());
                var connection = client.connect(io.lettuce.core.codec.ByteArrayCodec.INSTANCE)) {
            return asking.apply(connection.sync());
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
