package io.voxguard.store.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.voxguard.store.embedded.EmbeddedStore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AsyncClientTest {
    @Test
    void connectionHasAsynchronousCommandsAlone() throws Exception {
        ClientResources resources = ClientResources.create();
        try (EmbeddedStore server = EmbeddedStore.start();
                RedisClient client = new AsyncClient(resources)) {
            StatefulRedisConnection<String, String> connection = client.connectAsync(
                            StringCodec.UTF8, RedisURI.create(server.url()))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            connection.async().set("a", "1").get(10, TimeUnit.SECONDS);
            assertThat(connection.async().get("a").get(10, TimeUnit.SECONDS)).isEqualTo("1");
            assertThatThrownBy(connection::sync).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(connection::reactive).isInstanceOf(UnsupportedOperationException.class);
        } finally {
            resources.shutdown(0, 1, TimeUnit.SECONDS).await(5, TimeUnit.SECONDS);
        }
    }
}
