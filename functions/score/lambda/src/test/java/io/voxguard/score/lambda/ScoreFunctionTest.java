package io.voxguard.score.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.voxguard.function.testing.LambdaRuntime;
import io.voxguard.function.testing.ProjectModels;
import io.voxguard.function.testing.SqsBatch;
import io.voxguard.function.testing.StoreServer;
import io.voxguard.testing.Eventually;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = StoreServer.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(
        value = ProjectModels.class,
        restrictToAnnotatedClass = true,
        initArgs = {
            @ResourceArg(name = "voxguard.events.to", value = "stream"),
            @ResourceArg(name = "voxguard.function.retry", value = "0s")
        })
@QuarkusTestResource(value = LambdaRuntime.class, restrictToAnnotatedClass = true)
class ScoreFunctionTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Answers and dead letters go over connections of their own, which may come back at different times after a store that was away. */
    @BeforeEach
    void awaitTheStore() throws Exception {
        Eventually.await("the function reaches the store for answers and for dead letters", () -> LambdaRuntime.invoke(
                        SqsBatch.of("calls", started("warm-up"), "nonsense"))
                .extract()
                .jsonPath()
                .getList("batchItemFailures")
                .isEmpty());
    }

    @Test
    void messagesAreAnsweredAndRejectedOnesAreNotReported() throws Exception {
        LambdaRuntime.invoke(SqsBatch.of("calls", started("q-1"), "nonsense", started("q-2")))
                .statusCode(200)
                .body("batchItemFailures", hasSize(0));

        assertThat(answers())
                .filteredOn(answer -> answer.contains("\"call_id\":\"q-1\""))
                .hasSize(1);
        assertThat(answers())
                .filteredOn(answer -> answer.contains("\"call_id\":\"q-2\""))
                .hasSize(1);
    }

    @Test
    void recordsOfATopicAreAnswered() throws Exception {
        String value = Base64.getEncoder().encodeToString(started("k-1").getBytes(StandardCharsets.UTF_8));
        Map<String, Object> record = Map.of(
                "topic",
                "io.voxguard.calls",
                "partition",
                0,
                "offset",
                15,
                "timestamp",
                1,
                "value",
                value,
                "headers",
                List.of());
        LambdaRuntime.invoke(JSON.writeValueAsString(
                        Map.of("eventSource", "aws:kafka", "records", Map.of("io.voxguard.calls-0", List.of(record)))))
                .statusCode(200)
                .body("batchItemFailures", hasSize(0));

        assertThat(answers())
                .filteredOn(answer -> answer.contains("\"call_id\":\"k-1\""))
                .hasSize(1);
    }

    @Test
    void withoutTheStoreAllMessagesAreReportedSinceTheirAnswersWentNowhere() throws Exception {
        StoreServer.runWithoutStore(() -> LambdaRuntime.invoke(SqsBatch.of("calls", started("q-3"), started("q-4")))
                .body("batchItemFailures.itemIdentifier", equalTo(List.of("m0", "m1"))));
    }

    private static String started(String callId) {
        return "{\"specversion\":\"1.0\",\"type\":\"io.voxguard.call.started.v1\",\"source\":\"/test\",\"id\":\"started:"
                + callId + "\",\"datacontenttype\":\"application/json\",\"data\":{\"call_id\":\"" + callId
                + "\",\"caller\":\"+817060299810\",\"callee\":\"+442079460018\",\"started_at\":\"" + Instant.now()
                + "\"}}";
    }

    private static List<String> answers() {
        try (RedisClient client = RedisClient.create(StoreServer.url());
                var connection = client.connect()) {
            return connection.sync().xrange("voxguard:calls-scored", Range.unbounded()).stream()
                    .map(entry -> entry.getBody().get("record"))
                    .toList();
        }
    }
}
