package io.voxguard.rulerefresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.catalogue.call.CatalogueFields;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.rulerefresh.publish.RefreshOutcome;
import io.voxguard.rulerefresh.publish.RefreshSettings;
import io.voxguard.rulerefresh.publish.RuleRefresh;
import io.voxguard.rulerefresh.source.JdbcRuleSource;
import io.voxguard.rules.Rule;
import io.voxguard.rules.RulePointer;
import io.voxguard.rules.RuleProblem;
import io.voxguard.rules.RuleSet;
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
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that PostgreSQL accepts and a reader may not, and changes without a row trigger: published as they are meant, or refused with the rule's id. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OddRowsTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final AtomicInteger next = new AtomicInteger();
    private RulesDatabase database;
    private EmbeddedStore server;
    private RedisStore connections;
    private SnapshotStore store;
    private ConditionCompiler conditions;
    private String set;

    @BeforeAll
    void start() throws Exception {
        database = RulesDatabase.start();
        server = EmbeddedStore.start();
        connections = RedisStore.open(RedisStoreConfig.of(server.url()));
        store = connections.snapshots();
        Path views = Path.of(System.getProperty("voxguard.root"), "models/feature-views");
        conditions = new ConditionCompiler(CatalogueFields.of(FeatureCatalogue.read(views)));
        Eventually.await("the store is connected", connections::connected);
    }

    @AfterAll
    void end() throws Exception {
        connections.close();
        server.close();
        database.close();
    }

    @BeforeEach
    void createSet() throws SQLException {
        set = "odd-" + next.incrementAndGet();
        database.set(set);
    }

    @Test
    void infiniteValidityIsNoLimit() throws Exception {
        database.rule(set, "for-ever", "true", "flag");
        database.run("UPDATE rules SET valid_from = '-infinity', valid_to = 'infinity' WHERE rule_set = ?", set);
        assertThat(refresh()).isInstanceOf(RefreshOutcome.Published.class);
        assertThat(published().rules()).extracting(Rule::validity).containsExactly(Rule.Validity.ALWAYS);
    }

    @ParameterizedTest
    @CsvSource({"valid_from,infinity", "valid_to,-infinity", "valid_to,294276-12-31 23:59:59", "valid_from,294000-01-01"
    })
    void emptyOrUnrepresentableValidityIsRefusedByRule(String column, String time) throws Exception {
        database.rule(set, "good", "true", "flag");
        database.rule(set, "odd", "true", "flag");
        database.run("UPDATE rules SET " + column + " = '" + time + "' WHERE id = 'odd' AND rule_set = ?", set);
        assertThat(refresh())
                .isInstanceOfSatisfying(RefreshOutcome.Refused.class, refused -> assertThat(refused.problems())
                        .extracting(RuleProblem::rule)
                        .containsOnly("odd"));
    }

    @ParameterizedTest
    @CsvSource({
        "0001-01-01 00:00:00+00,-62135596800000",
        "4714-11-24 00:00:00+00 BC,-210866803200000",
        "9999-12-31 23:59:59.999+00,253402300799999",
        "12026-01-01 00:00:00+00,317336745600000"
    })
    void validityInTheFarPastOrFutureIsPublished(String time, long unixMs) throws Exception {
        database.rule(set, "far", "true", "flag");
        database.run("UPDATE rules SET valid_to = '" + time + "' WHERE rule_set = ?", set);
        assertThat(refresh()).isInstanceOf(RefreshOutcome.Published.class);
        assertThat(published().rules().getFirst().validity().toMs()).isEqualTo(unixMs);
    }

    @ParameterizedTest
    @ValueSource(strings = {"infinity", "-infinity", "4000-01-01 BC", "290000-01-01"})
    void setChangedAtAnExtremeTimeIsPublished(String time) throws Exception {
        database.rule(set, "r", "true", "flag");
        database.run("UPDATE rule_sets SET changed_at = '" + time + "' WHERE name = ?", set);
        assertThat(refresh()).isInstanceOf(RefreshOutcome.Published.class);
        assertThat(pointer().publishedAtMs())
                .isBetween(0L, Instant.now().plus(LIMIT).toEpochMilli());
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "owner"})
    void controlCharactersInATextAreRefusedByRule(String column) throws Exception {
        database.rule(set, "odd", "true", "flag");
        for (String text : List.of("Betrug\u0085", "a\u007f", "a\u009fb", "a\nb", "\u0001")) {
            database.run("UPDATE rules SET " + column + " = ? WHERE rule_set = ?", text, set);
            assertThat(refresh()).isInstanceOfSatisfying(RefreshOutcome.Refused.class, refused -> {
                RuleProblem problem = refused.problems().getFirst();
                assertThat(problem.rule() + " " + problem.field()).isEqualTo("odd " + column);
            });
        }
        database.run(
                "UPDATE rules SET " + column + " = ? WHERE rule_set = ?",
                "\u00a0\u2028\ufeff\ud83d\ude00".repeat(40),
                set);
        assertThat(refresh()).isInstanceOf(RefreshOutcome.Published.class);
    }

    @Test
    void truncateIsANewRevisionAndIsAudited() throws Exception {
        String other = set + "-other";
        database.set(other);
        database.rule(set, "a", "true", "flag");
        database.rule(set, "b", "true", "flag");
        database.rule(other, "c", "true", "flag");
        refresh();
        long before = revision(set);
        long otherBefore = revision(other);
        database.inOneTransaction("TRUNCATE rules");
        assertThat(revision(set)).isEqualTo(before + 1);
        assertThat(revision(other)).isEqualTo(otherBefore + 1);
        assertThat(database.number("SELECT count(*) FROM rule_audit WHERE operation = 'TRUNCATE' AND rule_set = '" + set
                        + "' AND revision = " + (before + 1) + " AND before->>'id' IN ('a', 'b') AND after IS NULL"))
                .isEqualTo(2);
        assertThat(refresh()).as("no rule is left").isInstanceOf(RefreshOutcome.Refused.class);
        database.run("UPDATE rule_sets SET allow_empty = true WHERE name = ?", set);
        assertThat(refresh()).isInstanceOf(RefreshOutcome.Published.class);
        assertThat(published().rules()).isEmpty();
    }

    @Test
    void truncateAmongOtherChangesOfATransactionIsOneRevision() throws Exception {
        database.rule(set, "a", "true", "flag");
        long before = revision(set);
        String again = "INSERT INTO rules (rule_set, id, name, typology, condition, action, owner) VALUES ('" + set
                + "', 'a', 'n', 't', 'false', 'flag', 'o')";
        database.inOneTransaction("UPDATE rules SET priority = 7", "TRUNCATE rules", again);
        assertThat(revision(set)).isEqualTo(before + 1);
        assertThat(refresh()).isInstanceOf(RefreshOutcome.Published.class);
        assertThat(published().rules()).extracting(Rule::condition).containsExactly("false");
    }

    @Test
    void setsAreDeletedByNameAndNeverTruncated() throws Exception {
        assertThatThrownBy(() -> database.inOneTransaction("TRUNCATE rule_sets CASCADE"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("expected DELETE of the sets that are to go, got TRUNCATE");
        assertThat(revision(set)).isEqualTo(1);
        database.run("DELETE FROM rule_sets WHERE name = ?", set);
        assertThat(database.number(
                        "SELECT count(*) FROM rule_audit WHERE operation = 'DELETE SET' AND rule_set = '" + set + "'"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM rules",
                "UPDATE rules SET id = 'other' WHERE id = 'a'",
                "UPDATE rules SET enabled = false",
                "UPDATE rules SET valid_to = 'infinity'",
                "INSERT INTO rules SELECT rule_set, 'b', name, typology, condition, action, priority, enabled, valid_from, valid_to, owner FROM rules WHERE id = 'a'"
            })
    void everyChangeOfRulesIsANewRevision(String change) throws Exception {
        database.rule(set, "a", "true", "flag");
        long before = revision(set);
        database.inOneTransaction(
                change + (change.startsWith("INSERT") || change.contains(" WHERE ") ? " AND " : " WHERE ")
                        + "rule_set = '" + set + "'");
        assertThat(revision(set)).isEqualTo(before + 1);
    }

    private RefreshOutcome refresh() {
        return new RuleRefresh(
                        set,
                        new JdbcRuleSource(database.source(), LIMIT, RulesDatabase.BACKOFF),
                        store,
                        new RuleSetCheck(conditions),
                        new RefreshSettings(LIMIT, Duration.ofSeconds(10), Optional.empty(), new TrustedKeys(Map.of())),
                        Clock.systemUTC())
                .refresh()
                .outcome();
    }

    private long revision(String name) throws SQLException {
        return database.number("SELECT revision FROM rule_sets WHERE name = '" + name + "'");
    }

    private RulePointer pointer() throws Exception {
        return RulePointer.parse(
                store.pointer(new SnapshotKeys("rules", set), LIMIT).orElseThrow());
    }

    private RuleSet published() throws Exception {
        RulePointer pointer = pointer();
        byte[] blob = store.blob(new SnapshotKeys("rules", set), pointer.revision(), LIMIT)
                .orElseThrow();
        return new Snapshot(set, pointer, blob).rules();
    }
}
