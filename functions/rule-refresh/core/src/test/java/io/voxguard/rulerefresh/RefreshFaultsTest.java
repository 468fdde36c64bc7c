package io.voxguard.rulerefresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.rulerefresh.publish.RefreshOutcome;
import io.voxguard.rulerefresh.publish.RefreshSettings;
import io.voxguard.rulerefresh.publish.RuleRefresh;
import io.voxguard.rulerefresh.source.JdbcRuleSource;
import io.voxguard.rulerefresh.source.SourceUnavailable;
import io.voxguard.rules.RulePointer;
import io.voxguard.rules.Snapshot;
import io.voxguard.rules.TrustedKeys;
import io.voxguard.rules.condition.ConditionCompiler;
import io.voxguard.rules.condition.FieldType;
import io.voxguard.rules.condition.Fields;
import io.voxguard.rules.evaluation.RuleSetCheck;
import io.voxguard.store.SnapshotKeys;
import io.voxguard.store.SnapshotStore;
import io.voxguard.store.embedded.EmbeddedStore;
import io.voxguard.store.embedded.FaultyWire;
import io.voxguard.store.redis.RedisStore;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import io.voxguard.testing.Eventually;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A real store that fails at each step of a publication; a real database that is slow, or reports conflicts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefreshFaultsTest {
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final String SET = "core";
    private static final SnapshotKeys KEYS = new SnapshotKeys("rules", SET);
    private static final TrustedKeys TRUSTED = new TrustedKeys(Map.of());

    private final ConditionCompiler conditions =
            new ConditionCompiler(new Fields(List.of(new Fields.Field("caller_velocity.calls_1h", FieldType.INT))));
    private RulesDatabase database;
    private EmbeddedStore server;
    private FaultyWire wire;
    private RedisStore straight;
    private RedisStore byWire;

    @BeforeAll
    void start() throws Exception {
        database = RulesDatabase.start();
        database.set(SET);
        database.rule(SET, "r", "caller_velocity.calls_1h > 0", "flag");
        server = EmbeddedStore.start();
        wire = FaultyWire.to(server.port());
        straight = connected(server.url());
        byWire = connected("redis://127.0.0.1:" + wire.port());
    }

    @AfterAll
    void end() throws Exception {
        byWire.close();
        straight.close();
        wire.close();
        server.close();
        database.close();
    }

    /** A publication asks for pointer and blob, publishes (twice, where the store does not know the script yet), and sends the hint. */
    @ParameterizedTest(name = "command {0}, once done: {1}")
    @CsvSource({"1,false", "1,true", "2,false", "2,true", "3,false", "3,true", "4,false", "4,true", "5,false", "5,true"
    })
    void storeThatFailsAtAnyStepHoldsAWholeSnapshotAndGetsTheLastOne(int command, boolean onceDone) throws Exception {
        RuleRefresh refresh = copy(byWire.snapshots());
        refresh.refresh();
        long before = published();
        change(command * 2 + (onceDone ? 1 : 0));
        wire.shutAt(command, onceDone);
        RefreshOutcome outcome = refresh.refresh().outcome();
        boolean broke = wire.state() == FaultyWire.State.SHUT;
        long held = published();
        assertThat(held).isIn(before, revision());
        if (broke && held == before) {
            assertThat(outcome).isInstanceOf(RefreshOutcome.Unavailable.class);
        }
        if (outcome instanceof RefreshOutcome.Published) {
            assertThat(held).isEqualTo(revision());
        }
        wire.set(FaultyWire.State.OPEN);
        await(byWire);
        assertThat(refresh.refresh().outcome())
                .isInstanceOfAny(RefreshOutcome.Published.class, RefreshOutcome.Current.class);
        assertThat(published()).isEqualTo(revision());
        if (command <= 3) {
            assertThat(broke).as("it was met in the middle").isTrue();
        }
    }

    @Test
    void refreshFromASlowDatabaseFailsWithinTheLimit() throws Exception {
        RuleRefresh refresh = copy(straight.snapshots());
        refresh.refresh();
        long before = published();
        change(1000);
        try (Connection other = database.source().getConnection();
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("LOCK TABLE rules IN ACCESS EXCLUSIVE MODE");
            Assertions.assertTimeoutPreemptively(
                    LIMIT.multipliedBy(5), () -> assertThat(refresh.refresh().outcome())
                            .isInstanceOfSatisfying(
                                    RefreshOutcome.Unavailable.class, unavailable -> assertThat(unavailable.cause())
                                            .contains("statement timeout")));
            assertThat(published()).isEqualTo(before);
            other.rollback();
        }
        assertThat(refresh.refresh().outcome()).isInstanceOf(RefreshOutcome.Published.class);
        assertThat(published()).isEqualTo(revision());
    }

    @ParameterizedTest
    @CsvSource({"40001, 4, true", "40P01, 2, true", "40001, 50, false", "22000, 1, false"})
    void transactionIsRepeatedAfterConflictsUpToFiveTimes(String state, int times, boolean succeeds) throws Exception {
        Attempts attempts = new Attempts();
        attempts.setUrl("jdbc:postgresql://127.0.0.1:" + database.port() + "/postgres");
        attempts.setUser("postgres");
        JdbcRuleSource source = new JdbcRuleSource(attempts, LIMIT, RulesDatabase.BACKOFF);
        database.inOneTransaction(
                "CREATE FUNCTION failing() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN"
                        + " IF current_setting('voxguard.attempt')::int <= " + times
                        + " THEN RAISE EXCEPTION 'made to fail' USING ERRCODE = '" + state
                        + "'; END IF; RETURN true; END $$",
                "ALTER TABLE rule_sets RENAME TO rule_sets_behind",
                "CREATE VIEW rule_sets AS SELECT behind.* FROM rule_sets_behind behind, failing() WHERE failing");
        try {
            if (succeeds) {
                assertThat(source.read(SET, 0)).isPresent();
            } else {
                Assertions.assertThrows(SourceUnavailable.class, () -> source.read(SET, 0));
            }
            assertThat(attempts.made).isEqualTo(succeeds ? times + 1 : Math.min(times, 5));
        } finally {
            database.inOneTransaction(
                    "DROP VIEW rule_sets",
                    "ALTER TABLE rule_sets_behind RENAME TO rule_sets",
                    "DROP FUNCTION failing()");
        }
    }

    /** Connections that know which attempt they are. */
    private static final class Attempts extends PGSimpleDataSource {
        private static final long serialVersionUID = 1L;
        private int made;

        @Override
        public Connection getConnection() throws SQLException {
            made++;
            Connection connection = super.getConnection();
            try (Statement set = connection.createStatement()) {
                set.execute("SET voxguard.attempt = " + made);
            }
            return connection;
        }
    }

    private void change(int to) throws SQLException {
        database.run("UPDATE rules SET condition = 'caller_velocity.calls_1h > " + to + "' WHERE rule_set = ?", SET);
    }

    private long revision() throws SQLException {
        return database.number("SELECT revision FROM rule_sets WHERE name = '" + SET + "'");
    }

    /** The revision that an engine would take now: all of it is looked over. */
    private long published() throws Exception {
        SnapshotStore store = straight.snapshots();
        RulePointer pointer = RulePointer.parse(store.pointer(KEYS, LIMIT).orElseThrow());
        byte[] blob = store.blob(KEYS, pointer.revision(), LIMIT).orElseThrow();
        assertThat(new Snapshot(SET, pointer, blob).rules().rules()).hasSize(1);
        return pointer.revision();
    }

    private RuleRefresh copy(SnapshotStore store) {
        return new RuleRefresh(
                SET,
                new JdbcRuleSource(database.source(), LIMIT, RulesDatabase.BACKOFF),
                store,
                new RuleSetCheck(conditions),
                new RefreshSettings(LIMIT, Duration.ofSeconds(10), Optional.empty(), TRUSTED),
                Clock.systemUTC());
    }

    private static RedisStore connected(String url) throws Exception {
        RedisStore store = RedisStore.open(RedisStoreConfig.of(url));
        await(store);
        return store;
    }

    private static void await(RedisStore store) throws Exception {
        Eventually.await("the store is connected", store::connected);
    }
}
