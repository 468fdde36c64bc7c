package io.voxguard.rulerefresh.service;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.voxguard.function.testing.PostgresServer;
import io.voxguard.function.testing.StoreServer;
import io.voxguard.store.SnapshotKeys;
import java.sql.SQLException;
import java.util.function.Function;

/** Both ends of the service: the tables that it reads and the pointer that it writes. */
final class RuleTables {
    private RuleTables() {}

    static boolean migrated() {
        try {
            PostgresServer.execute("SELECT 1 FROM rule_sets");
            return true;
        } catch (SQLException notMigratedYet) {
            return false;
        }
    }

    static void insertSet(String set) throws SQLException {
        PostgresServer.execute("INSERT INTO rule_sets (name) VALUES ('" + set + "')");
    }

    static void insertRule(String set, String id, String condition) throws SQLException {
        PostgresServer.execute("INSERT INTO rules (rule_set, id, name, typology, condition, action, owner) VALUES ('"
                + set + "', '" + id + "', 'n', 'irsf', '" + condition + "', 'block', 'o')");
    }

    /** Returns the revision that the store's pointer names; 0 if there is none. */
    static long publishedRevision(String set) {
        String pointer = redis(commands -> commands.get(new SnapshotKeys("rules", set).current()));
        return pointer == null ? 0 : Long.parseLong(pointer.substring(0, pointer.indexOf('|')));
    }

    static <T> T redis(Function<RedisCommands<String, String>, T> work) {
        try (RedisClient client = RedisClient.create(StoreServer.url());
                var connection = client.connect()) {
            return work.apply(connection.sync());
        }
    }
}
