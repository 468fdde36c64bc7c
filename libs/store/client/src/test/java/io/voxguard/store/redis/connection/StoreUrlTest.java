package io.voxguard.store.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisCredentials;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoreUrlTest {
    private static final String SECRET = "s3cr3t";

    @Test
    void addressThatCannotBeReadIsRefusedInOneLineWithoutThePassword() {
        for (String pattern : List.of(
                "redis://:pa^%s@127.0.0.1:1",
                "redis://:pa%%%s@127.0.0.1:1",
                "redis://:pa/%s@127.0.0.1:1",
                "redis://:pa#%s@127.0.0.1:1",
                "redis://:pa@%s@127.0.0.1:1",
                "redis://:pa?%s@127.0.0.1:1",
                "redis://:pa %s@127.0.0.1:1",
                "redis://:pa\n%s@127.0.0.1:1",
                "redis://user:pa[%s@127.0.0.1:1",
                "redis://127.0.0.1:%s",
                "redis://:%s",
                "redis://:%s@",
                "redis://host:1/%s",
                "redis://host:1#%s",
                "rediss://user:%s@host:port",
                "http://user:%s@host",
                "%s:redis://host",
                "%s",
                "redis-socket://%s",
                "REDIS://:%s@host")) {
            String url = pattern.formatted(SECRET);
            assertThatThrownBy(() -> StoreUrl.parse(url))
                    .as(pattern)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasNoCause()
                    .hasMessageStartingWith("STORE_URL: expected ")
                    .hasMessageNotContaining(SECRET)
                    .satisfies(fault -> assertThat(fault.getMessage()).doesNotContain("\n"));
        }
    }

    @Test
    void percentEncodedPasswordIsDecoded() {
        RedisCredentials credentials = StoreUrl.parse("redis://user:p%40s%2Fs%25@host:1")
                .getCredentialsProvider()
                .resolveCredentials()
                .blockOptional()
                .orElseThrow();
        assertThat(credentials.getPassword()).isEqualTo("p@s/s%".toCharArray());
    }

    @Test
    void addressIsShownWithoutCredentialsAndQuery() {
        assertThat(StoreUrl.withoutSecrets("redis://user:" + SECRET + "@host:6379/2"))
                .isEqualTo("redis://host:6379");
        assertThat(StoreUrl.withoutSecrets("redis://host?password=" + SECRET)).isEqualTo("redis://…");
        assertThat(RedisStoreConfig.of("redis://:" + SECRET + "@host").toString())
                .contains("redis://host")
                .doesNotContain(SECRET);
    }

    @Test
    void validAddressesAreAccepted() {
        for (String url : List.of(
                "redis://host",
                "redis://host:6380/1",
                "redis://[::1]:6379",
                "rediss://user:word@host",
                "redis-socket:///run/redis.sock",
                "redis://host?timeout=10s")) {
            assertThat(StoreUrl.parse(url)).as(url).isNotNull();
        }
    }
}
