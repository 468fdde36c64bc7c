package io.voxguard.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.restassured.path.json.JsonPath;
import io.voxguard.store.embedded.EmbeddedStore;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** SIGTERM while the store holds up writes: events that wait are sent before the process ends. */
class CallEventsAtStopIT {
    private static final String CALL =
            "{\"call_id\":\"last\",\"caller\":\"+14155550100\",\"callee\":\"+442071838750\",\"deadline_ms\":2000}";
    private static final int PAUSE_MS = 1_500;

    @Test
    void waitingEventIsSentBeforeTheProcessEnds() throws Exception {
        try (EmbeddedStore store = EmbeddedStore.start()) {
            RedisClient client = RedisClient.create(store.url());
            try (StatefulRedisConnection<String, String> connection = client.connect();
                    ServiceProcess service = start(store.url());
                    HttpClient http = HttpClient.newHttpClient()) {
                RedisCommands<String, String> redis = connection.sync();

                redis.dispatch(
                        CommandType.CLIENT,
                        new StatusOutput<>(StringCodec.UTF8),
                        new CommandArgs<>(StringCodec.UTF8)
                                .add("PAUSE")
                                .add(PAUSE_MS)
                                .add("WRITE"));
                HttpResponse<String> reply = http.send(
                        HttpRequest.newBuilder(service.uri("/v1/score"))
                                .POST(HttpRequest.BodyPublishers.ofString(CALL))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(reply.statusCode()).isEqualTo(200);
                assertThat(redis.xlen("voxguard:calls-scored")).isZero();
                service.terminate();

                assertThat(service.exitCode()).as(service.output()).isZero();
                assertThat(redis.xrange("voxguard:calls-scored", Range.unbounded()))
                        .isNotEmpty()
                        .allSatisfy(entry -> assertThat(
                                        JsonPath.from(entry.getBody().get("record"))
                                                .getString("data.call_id"))
                                .isEqualTo("last"));
            } finally {
                client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
            }
        }
    }

    private static ServiceProcess start(String store) throws Exception {
        return ServiceProcess.start(Map.of(
                        "STORE_URL",
                        store,
                        "MODELS_DIR",
                        StoreForTests.models().toString(),
                        "VOXGUARD_EVENTS_TO",
                        "stream",
                        "VOXGUARD_EVENTS_TYPES",
                        "call-scored",
                        "VOXGUARD_SHUTDOWN_NOTICE",
                        "0s",
                        "VOXGUARD_SHUTDOWN_QUIET",
                        "0s"))
                .awaitReady();
    }
}
