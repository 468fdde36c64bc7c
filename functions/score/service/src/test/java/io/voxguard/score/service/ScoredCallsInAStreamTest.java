package io.voxguard.score.service;

import static io.voxguard.score.service.CallEventsForTests.BATCH;
import static io.voxguard.score.service.CallEventsForTests.STRUCTURED;
import static io.voxguard.score.service.CallEventsForTests.post;
import static io.voxguard.score.service.CallEventsForTests.started;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.voxguard.function.testing.ProjectModels;
import io.voxguard.function.testing.StoreServer;
import io.voxguard.testing.Eventually;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Answers that go to a stream of the store instead of back to the sender. */
@QuarkusTest
@QuarkusTestResource(value = StoreServer.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(
        value = ProjectModels.class,
        restrictToAnnotatedClass = true,
        initArgs = {
            @ResourceArg(name = "voxguard.events.to", value = "stream"),
            @ResourceArg(name = "voxguard.function.stream", value = "calls-to-score"),
            @ResourceArg(name = "voxguard.function.retry", value = "0s")
        })
class ScoredCallsInAStreamTest {
    private static final String ANSWERS = "voxguard:calls-scored";

    @Test
    void answersAreInTheStreamWhenTheRequestIsAccepted() throws Exception {
        Eventually.await(
                "the store takes answers",
                () -> post(STRUCTURED, started("warm-up")).extract().statusCode() == 202);
        post(BATCH, "[" + started("s-1") + "," + started("s-2") + "]")
                .statusCode(202)
                .body(equalTo(""));
        assertThat(answers("\"call_id\":\"s-1\"")).hasSize(1);
        assertThat(answers("\"call_id\":\"s-2\"")).hasSize(1);
    }

    @Test
    void eventsOfAStreamAreAnswered() {
        try (RedisClient client = RedisClient.create(StoreServer.url());
                var connection = client.connect()) {
            connection.sync().xadd("calls-to-score", "record", started("s-3"));
        }
        Eventually.await("the answer", () -> answers("\"call_id\":\"s-3\"").size() == 1);
    }

    @Test
    void requestIsToBeSentAgainWhileTheStreamTakesNothing() throws Exception {
        StoreServer.runWithoutStore(() -> post(STRUCTURED, started("s-4"))
                .statusCode(503)
                .header("Retry-After", "1")
                .body("error.got", containsString("voxguard.events.to")));
        Eventually.await(
                "the answer", () -> post(STRUCTURED, started("s-4")).extract().statusCode() == 202);
        assertThat(answers("\"call_id\":\"s-4\"")).hasSize(1);
    }

    private static List<String> answers(String holding) {
        try (RedisClient client = RedisClient.create(StoreServer.url());
                var connection = client.connect()) {
            return connection.sync().xrange(ANSWERS, Range.unbounded()).stream()
                    .map(entry -> entry.getBody().get("record"))
                    .filter(event -> event.contains(holding))
                    .toList();
        }
    }
}
