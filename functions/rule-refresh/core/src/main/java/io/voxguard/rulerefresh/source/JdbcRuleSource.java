package io.voxguard.rulerefresh.source;

import io.voxguard.time.Backoff;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Rules in PostgreSQL or YugabyteDB (YSQL). A set is read in one repeatable-read transaction. Transactions are repeated after conflicts (SQLSTATE 40001, 40P01), which
 * YugabyteDB also raises for reads. Thread-safe.
 */
public final class JdbcRuleSource implements RuleSource {
    private static final Set<String> RETRYABLE = Set.of("40001", "40P01");
    private static final int MAX_ATTEMPTS = 5;
    private static final int FETCH_SIZE = 2_000;

    private static final String SETS = "SELECT name FROM rule_sets ORDER BY name";
    /** Moves a time of change before 1970 or in the future to that bound: it is not part of the rules, and must not fail the set. */
    private static final String SET = """
            SELECT revision, (extract(epoch FROM greatest(least(changed_at, now()), timestamptz 'epoch')) * 1000)::bigint, allow_empty
            FROM rule_sets WHERE name = ?""";

    private static final String RULES = """
            SELECT id, name, owner, typology, condition, action, priority, %s, %s
            FROM rules WHERE rule_set = ? AND enabled""".formatted(unixMs("valid_from"), unixMs("valid_to"));
    private static final String RAISE =
            "UPDATE rule_sets SET revision = ? + 1, changed_at = now() WHERE name = ? AND revision <= ?";

    private final DataSource database;
    private final Duration limit;
    private final Backoff backoff;

    /** Returns SQL for a time as Unix milliseconds, with the least and the greatest long for {@code -infinity} and {@code infinity}, as in {@link SourceRule}. */
    private static String unixMs(String column) {
        return "CASE %1$s WHEN '-infinity' THEN %2$s WHEN 'infinity' THEN %3$s ELSE (extract(epoch FROM %1$s) * 1000)::bigint END"
                .formatted(column, "(-9223372036854775808)", Long.MAX_VALUE);
    }

    /**
     * @param limit of each statement; the data source bounds connecting and the socket
     * @param backoff between attempts of a transaction
     */
    public JdbcRuleSource(DataSource database, Duration limit, Backoff backoff) {
        this.database = database;
        this.limit = limit;
        this.backoff = backoff;
    }

    @Override
    public List<String> sets() throws SourceUnavailable {
        return transaction(true, connection -> {
            List<String> names = new ArrayList<>();
            try (PreparedStatement query = prepared(connection, SETS);
                    ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
            return names;
        });
    }

    @Override
    public Optional<SourceReading> read(String set, long known) throws SourceUnavailable {
        return transaction(true, connection -> {
            try (PreparedStatement query = prepared(connection, SET)) {
                query.setString(1, set);
                try (ResultSet row = query.executeQuery()) {
                    if (!row.next()) {
                        return Optional.empty();
                    }
                    long revision = row.getLong(1);
                    Optional<List<SourceRule>> rules =
                            revision == known ? Optional.empty() : Optional.of(rules(connection, set));
                    return Optional.of(new SourceReading(revision, row.getLong(2), row.getBoolean(3), rules));
                }
            }
        });
    }

    private List<SourceRule> rules(Connection connection, String set) throws SQLException {
        List<SourceRule> rules = new ArrayList<>();
        try (PreparedStatement query = prepared(connection, RULES)) {
            query.setString(1, set);
            query.setFetchSize(FETCH_SIZE);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    rules.add(new SourceRule(
                            row.getString(1),
                            row.getString(2),
                            row.getString(3),
                            row.getString(4),
                            row.getString(5),
                            row.getString(6),
                            row.getInt(7),
                            optional(row, 8),
                            optional(row, 9)));
                }
            }
        }
        return rules;
    }

    private static OptionalLong optional(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    }

    @Override
    public void raiseAbove(String set, long revision) throws SourceUnavailable {
        transaction(false, connection -> {
            try (PreparedStatement update = prepared(connection, RAISE)) {
                update.setLong(1, revision);
                update.setString(2, set);
                update.setLong(3, revision);
                return update.executeUpdate();
            }
        });
    }

    private interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    private <T> T transaction(boolean readOnly, Work<T> work) throws SourceUnavailable {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = database.getConnection()) {
                return transaction(connection, readOnly, work);
            } catch (SQLException e) {
                if (attempt == MAX_ATTEMPTS || !RETRYABLE.contains(String.valueOf(e.getSQLState()))) {
                    throw new SourceUnavailable("rules database: " + e.getMessage(), e);
                }
                pause(attempt, e);
            }
        }
    }

    private void pause(int failures, SQLException failure) throws SourceUnavailable {
        try {
            backoff.pause(failures);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceUnavailable("rules database: " + failure.getMessage(), failure);
        }
    }

    private <T> T transaction(Connection connection, boolean readOnly, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        connection.setReadOnly(readOnly);
        connection.setTransactionIsolation(
                readOnly ? Connection.TRANSACTION_REPEATABLE_READ : Connection.TRANSACTION_READ_COMMITTED);
        try {
            try (Statement bound = connection.createStatement()) {
                bound.execute("SET LOCAL statement_timeout = " + limit.toMillis());
            }
            T result = work.in(connection);
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            try {
                connection.rollback();
            } catch (SQLException rollback) {
                e.addSuppressed(rollback);
            }
            throw e;
        }
    }

    private PreparedStatement prepared(Connection connection, String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setQueryTimeout((int) Math.max(1, limit.toSeconds() + 1));
        return statement;
    }
}
