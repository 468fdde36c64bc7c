package io.voxguard.fanout.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.voxguard.function.testing.LambdaRuntime;
import io.voxguard.function.testing.SqsBatch;
import io.voxguard.function.testing.StoreServer;
import io.voxguard.testing.Eventually;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = StoreServer.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = LambdaRuntime.class, restrictToAnnotatedClass = true)
class EventFanoutFunctionTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String QUEUE = "detections";

    @BeforeEach
    void awaitAnEmptyStore() throws Exception {
        redis(RedisCommands::flushall);
        Eventually.await(
                "the function reaches the store", () -> LambdaRuntime.invoke(SqsBatch.of(QUEUE, event("warm-up")))
                        .extract()
                        .jsonPath()
                        .getList("batchItemFailures")
                        .isEmpty());
        redis(RedisCommands::flushall);
    }

    private static String event(String id) {
        return "{\"specversion\":\"1.0\",\"type\":\"io.voxguard.detection.v1\",\"source\":\"/test\",\"id\":\"" + id
                + "\",\"partitionkey\":\"one\"}";
    }

    @Test
    void messagesAreAppendedOnceAndRejectedOnesAreKept() throws Exception {
        LambdaRuntime.invoke(SqsBatch.of(QUEUE, event("a"), "nonsense", event("b"), event("a")))
                .statusCode(200)
                .body("batchItemFailures", hasSize(0));
        assertThat(appended()).isEqualTo(2);
        long letters = redis(commands -> commands.xlen("voxguard:event-fanout:dead-letters"));
        assertThat(letters).isEqualTo(1);
    }

    @Test
    void recordsOfKafkaAreAppended() throws Exception {
        String value = Base64.getEncoder().encodeToString(event("a").getBytes(StandardCharsets.UTF_8));
        LambdaRuntime.invoke(JSON.writeValueAsString(Map.of(
                        "eventSource",
                        "aws:kafka",
                        "records",
                        Map.of("detections-0", List.of(Map.of("offset", 7, "value", value, "headers", List.of()))))))
                .statusCode(200)
                .body("batchItemFailures", hasSize(0));
        assertThat(appended()).isEqualTo(1);
    }

    @Test
    void withoutTheStoreAllMessagesAreReported() throws Exception {
        StoreServer.runWithoutStore(() -> {
            LambdaRuntime.invoke(SqsBatch.of(QUEUE, event("a"), event("b")))
                    .body("batchItemFailures.itemIdentifier", equalTo(List.of("m0", "m1")));
            LambdaRuntime.invoke(SqsBatch.of(QUEUE + ".fifo", event("a"), event("b")))
                    .body("batchItemFailures.itemIdentifier", equalTo(List.of("m0", "m1")));
        });
    }

    private static long appended() {
        long appended = 0;
        for (int partition = 0; partition < 4; partition++) {
            String log = "{voxguard:fanout:" + partition + "}:log";
            appended += redis(commands -> commands.xlen(log));
        }
        return appended;
    }

    private static <T> T redis(Function<RedisCommands<String, String>, T> work) {
        try (RedisClient client = RedisClient.create(StoreServer.url());
                var connection = client.connect()) {
            return work.apply(connection.sync());
        }
    }
}
