package io.voxguard.store.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.store.redis.connection.Engine.Kind;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Replies as the engines give them, shortened. DragonflyDB and KeyDB are not run here: their texts are adapted from public files of both projects. */
class EngineTest {
    private static final String REDIS = """
            # Server\r
            redis_version:7.0.15\r
            redis_git_sha1:00000000\r
            redis_mode:standalone\r
            os:Linux 6.1.0 x86_64\r
            executable:/usr/bin/redis-server\r
            config_file:\r
            """;
    private static final String VALKEY = """
            # Server\r
            redis_version:7.2.4\r
            server_name:valkey\r
            valkey_version:8.1.1\r
            valkey_release_stage:ga\r
            executable:/usr/bin/valkey-server\r
            availability_zone:\r
            """;
    private static final String DRAGONFLY = """
            # Server\r
            redis_version:7.4.0\r
            dragonfly_version:df-v1.40.1\r
            redis_mode:standalone\r
            arch_bits:64\r
            thread_count:2\r
            executable:dragonfly\r
            """;
    private static final String KEYDB = """
            # Server\r
            redis_version:6.3.4\r
            redis_git_sha1:7e7e5e57\r
            redis_mode:standalone\r
            executable:/data/keydb-server\r
            config_file:\r
            availability_zone:\r
            features:cluster_mget\r
            """;

    @Test
    void infoNamesEachEngineWithItsOwnVersion() {
        assertThat(Engine.ofInfo(REDIS)).isEqualTo(new Engine(Kind.REDIS, "7.0.15"));
        assertThat(Engine.ofInfo(VALKEY)).isEqualTo(new Engine(Kind.VALKEY, "8.1.1"));
        assertThat(Engine.ofInfo(DRAGONFLY)).isEqualTo(new Engine(Kind.DRAGONFLY, "1.40.1"));
        assertThat(Engine.ofInfo(KEYDB)).isEqualTo(new Engine(Kind.KEYDB, "6.3.4"));
    }

    @Test
    void keyDbIsKnownByItsFeatureWhenItsExecutableWasRenamed() {
        assertThat(Engine.ofInfo(KEYDB.replace("keydb-server", "store"))).isEqualTo(new Engine(Kind.KEYDB, "6.3.4"));
    }

    @Test
    void infoWithoutAVersionIsUnknown() {
        assertThat(Engine.ofInfo("")).isEqualTo(Engine.UNKNOWN);
        assertThat(Engine.ofInfo("# Server\r\nno fields\r\n:odd\r\ngarnet_version:1.0\r\n"))
                .isEqualTo(Engine.UNKNOWN);
    }

    @Test
    void fieldsThatAreGivenTwiceCountOnce() {
        assertThat(Engine.ofInfo("redis_version:7.0.1\nredis_version:6.0.0\n"))
                .isEqualTo(new Engine(Kind.REDIS, "7.0.1"));
    }

    @Test
    void helloNamesTheEngineToo() {
        assertThat(Engine.ofHello(Map.of("server", "redis", "version", "7.2.0")))
                .isEqualTo(new Engine(Kind.REDIS, "7.2.0"));
        assertThat(Engine.ofHello(Map.of("server", "valkey", "version", "8.0.1")))
                .isEqualTo(new Engine(Kind.VALKEY, "8.0.1"));
        assertThat(Engine.ofHello(Map.of("server", "redis", "version", "7.4.0", "dragonfly_version", "df-v1.40.1")))
                .isEqualTo(new Engine(Kind.DRAGONFLY, "1.40.1"));
        assertThat(Engine.ofHello(Map.of("server", "unknown"))).isEqualTo(Engine.UNKNOWN);
        assertThat(Engine.ofHello(Map.of())).isEqualTo(Engine.UNKNOWN);
    }

    @Test
    void versionsAreComparedByTheirNumbers() {
        assertThat(new Engine(Kind.REDIS, "6.2.11").isBefore(Kind.REDIS, 7, 0)).isTrue();
        assertThat(new Engine(Kind.REDIS, "7.0.0").isBefore(Kind.REDIS, 7, 0)).isFalse();
        assertThat(new Engine(Kind.REDIS, "7.10.1").isBefore(Kind.REDIS, 7, 2)).isFalse();
        assertThat(new Engine(Kind.REDIS, "10.0").isBefore(Kind.REDIS, 7, 2)).isFalse();
        assertThat(new Engine(Kind.VALKEY, "6.0.0").isBefore(Kind.REDIS, 7, 0))
                .as("another engine")
                .isFalse();
        for (String unreadable : new String[] {"", "7", "next", "7.", "99999999999.0"}) {
            assertThat(new Engine(Kind.REDIS, unreadable).isBefore(Kind.REDIS, 7, 2))
                    .as(unreadable)
                    .isFalse();
        }
    }

    @Test
    void quirksFollowFromEngineAndVersion() {
        assertThat(new Engine(Kind.DRAGONFLY, "1.40.1").quirks())
                .contains(Quirk.SILENT_EXPIRY, Quirk.UNDECLARED_KEYS_REFUSED)
                .doesNotContain(Quirk.NO_KEY_TRACKING, Quirk.NO_CONDITIONAL_EXPIRY);
        assertThat(new Engine(Kind.KEYDB, "6.3.4").quirks())
                .containsExactlyInAnyOrder(
                        Quirk.DELETED_ENTRIES_CLAIMED, Quirk.NO_CONDITIONAL_EXPIRY, Quirk.NO_CLIENT_SETINFO);
        assertThat(new Engine(Kind.REDIS, "5.0.14").quirks()).contains(Quirk.NO_KEY_TRACKING);
        assertThat(new Engine(Kind.REDIS, "7.0.15").quirks()).isEqualTo(Set.of(Quirk.NO_CLIENT_SETINFO));
        assertThat(new Engine(Kind.VALKEY, "8.0.1").quirks()).isEmpty();
        assertThat(Engine.UNKNOWN.quirks()).as("an unknown engine is probed").isEmpty();
    }

    @Test
    void engineIsShownByNameAndVersion() {
        assertThat(new Engine(Kind.VALKEY, "8.0.1")).hasToString("valkey 8.0.1");
        assertThat(Engine.UNKNOWN).hasToString("unknown");
    }
}
