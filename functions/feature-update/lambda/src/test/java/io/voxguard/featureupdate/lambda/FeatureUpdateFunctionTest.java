package io.voxguard.featureupdate.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.voxguard.function.testing.LambdaRuntime;
import io.voxguard.function.testing.ProjectModels;
import io.voxguard.function.testing.SqsBatch;
import io.voxguard.function.testing.StoreServer;
import io.voxguard.store.row.RowView;
import io.voxguard.testing.Eventually;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = StoreServer.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = ProjectModels.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = LambdaRuntime.class, restrictToAnnotatedClass = true)
class FeatureUpdateFunctionTest {
    private static final String QUEUE = "calls";
    private static final String CALLER = "+14155550108";

    @BeforeEach
    void awaitTheStore() throws Exception {
        Eventually.await("the function reaches the store", () -> LambdaRuntime.invoke(
                        SqsBatch.of(QUEUE, started("warm-up", "+14155550199")))
                .extract()
                .jsonPath()
                .getList("batchItemFailures")
                .isEmpty());
    }

    @Test
    void messagesAreCountedOnceAndRejectedOnesAreNotReported() throws Exception {
        LambdaRuntime.invoke(SqsBatch.of(
                        QUEUE, started("a", CALLER), "nonsense", started("b", CALLER), started("a", CALLER)))
                .statusCode(200)
                .body("batchItemFailures", hasSize(0));

        assertThat(calls1h()).isEqualTo(2);
    }

    @Test
    void withoutTheStoreAllMessagesAreReported() throws Exception {
        StoreServer.runWithoutStore(
                () -> LambdaRuntime.invoke(SqsBatch.of(QUEUE, started("a", CALLER), started("b", CALLER)))
                        .body("batchItemFailures.itemIdentifier", equalTo(List.of("m0", "m1"))));
    }

    private static String started(String callId, String caller) {
        return "{\"specversion\":\"1.0\",\"type\":\"io.voxguard.call.started.v1\",\"source\":\"/test\",\"id\":\"started:"
                + callId + "\",\"partitionkey\":\"" + caller + "\",\"datacontenttype\":\"application/json\",\"data\":{"
                + "\"call_id\":\"" + callId + "\",\"caller\":\"" + caller
                + "\",\"callee\":\"+442079460018\",\"started_at\":\"" + Instant.now() + "\"}}";
    }

    private static int calls1h() {
        byte[] key = ("fv:{" + CALLER + "}:caller_velocity").getBytes(StandardCharsets.UTF_8);
        try (RedisClient client = RedisClient.create(StoreServer.url());
                var connection = client.connect(ByteArrayCodec.INSTANCE)) {
            RowView row = new RowView();
            row.wrap(ByteBuffer.wrap(connection.sync().get(key)));
            return (int) row.value(2);
        }
    }
}
