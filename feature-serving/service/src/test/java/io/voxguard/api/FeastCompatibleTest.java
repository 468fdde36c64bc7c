package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.voxguard.serving.decisionlog.DecisionJson;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code compatible-statuses} changes; {@code clients/feast} compares it with Feast's own server. */
@QuarkusTest
@WithTestResource(FeastCompatibleTest.Compatible.class)
class FeastCompatibleTest {
    @Test
    void staleAndMissingValuesArePresentAndNanIsText() {
        given().body("{\"push_source_name\":\"feast_push\",\"df\":{\"caller_id\":[\"a\"],\"event_timestamp\":[\""
                        + Instant.now().minusSeconds(7200)
                        + "\"],\"calls\":[null],\"ratio\":[\"NaN\"],\"known\":[true]}}")
                .post("/push")
                .then()
                .statusCode(200)
                .body(equalTo(""));
        given().body(
                        "{\"entities\":{\"caller_id\":[\"a\",\"nobody\"]},\"features\":[\"feast:calls\",\"feast:ratio\"],\"unknown\":1}")
                .post("/get-online-features")
                .then()
                .statusCode(200)
                .body("results[1].values", contains(nullValue(), nullValue()))
                .body("results[1].statuses", contains("PRESENT", "PRESENT"))
                .body("results[2].values", contains("NaN", null))
                .body("results[2].statuses", contains("PRESENT", "PRESENT"));
    }

    @Test
    void keysAreCoercedAndWritesAnswerNull() {
        given().body("{\"feature_view_name\":\"by_int32\",\"df\":{\"cell\":[\"7\"],\"event_timestamp\":[\""
                        + Instant.now() + "\"],\"calls\":[3],\"ratio\":[1],\"known\":[true]}}")
                .post("/write-to-online-store")
                .then()
                .statusCode(200)
                .body(equalTo("null"));
        given().body("{\"entities\":{\"cell\":[7.9]},\"features\":[\"by_int32:calls\"]}")
                .post("/get-online-features")
                .then()
                .statusCode(200)
                .body("results[0].values", contains(7))
                .body("results[1].values", contains(3));
    }

    @Test
    void scoredCallsAreRecordedInAStreamOfTheStore() {
        given().body("{\"call_id\":\"for the stream\",\"caller\":\"+14155550100\",\"callee\":\"+442071838750\"}")
                .post("/v1/score")
                .then()
                .statusCode(200);
        RedisClient client = RedisClient.create(StoreForTests.url());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            await().atMost(Duration.ofSeconds(10)).until(() -> connection.sync().xlen("decisions") > 0);
            String line = connection
                    .sync()
                    .xrange("decisions", Range.unbounded())
                    .get(0)
                    .getBody()
                    .get("record");
            assertThat(DecisionJson.read(String.valueOf(line)).callId()).isEqualTo("for the stream");
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        }
    }

    /** As a team sets it that relies on Feast's answers. */
    public static final class Compatible extends FeaturesForTests {
        @Override
        void configure(Path models, Map<String, String> settings) throws IOException {
            super.configure(models, settings);
            settings.put("voxguard.feast.compatible-statuses", "true");
            settings.put("voxguard.decision-log.to", "stream");
            settings.put("voxguard.decision-log.stream", "decisions");
        }
    }
}
