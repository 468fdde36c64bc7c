package io.voxguard.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.voxguard.testing.EventSchemas;
import io.voxguard.testing.Eventually;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Events that the running service puts into the streams of a real store, about calls of every interface. */
@QuarkusTest
@WithTestResource(CallEventsContractTest.BothTypes.class)
class CallEventsContractTest {
    private static final String DETECTIONS = "detections";
    private static final String CALLS = "calls";
    private static final String MODEL = "call-fraud-gbm";

    @Test
    void blockedCallHasEventsThatSayWhatTheReplySays() {
        JsonPath reply = given().body("{\"call_id\":\"e-1\",\"caller\":\"+14155550111\",\"callee\":\"+442071838750\","
                        + "\"trunk\":\"t-7\",\"started_at\":\"2026-03-02T09:15:30+01:00\","
                        + "\"context\":{\"caller_velocity:calls_1h\":1}}")
                .post("/v1/score")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        JsonPath detection = event(DETECTIONS, "e-1");
        assertThat(reply.getString("decision")).isIn("review", "block");
        assertThat(detection.getString("type")).isEqualTo("io.voxguard.detection.v1");
        assertThat(detection.getString("source")).isEqualTo("/contract-test");
        assertThat(detection.getString("subject")).isEqualTo("+14155550111");
        assertThat(detection.getString("partitionkey")).isEqualTo("+14155550111");
        assertThat(detection.getString("decision")).isEqualTo(reply.getString("decision"));
        assertThat(detection.getString("data.callee")).isEqualTo("+442071838750");
        assertThat(detection.getString("data.trunk")).isEqualTo("t-7");
        assertThat(detection.getString("data.started_at")).isEqualTo("2026-03-02T08:15:30Z");
        assertThat(detection.getString("data.scored_at")).isEqualTo(detection.getString("time"));
        for (String same : List.of("decision", "decided_by", "policy", "score", "reasons", "model")) {
            assertThat(detection.<Object>get("data." + same)).as(same).isEqualTo(reply.get(same));
        }
        assertThat(detection.getList("data.reasons")).isNotEmpty();
        assertThat(detection.getString("data.degraded['rules:core']")).isEqualTo("not_loaded");
        assertThat(reply.getString("degraded[0].view")).isEqualTo("rules:core");

        JsonPath scored = event(CALLS, "e-1");
        assertThat(scored.<Object>get("data")).isEqualTo(detection.get("data"));
        assertThat(scored.getString("type")).isEqualTo("io.voxguard.call.scored.v1");
        assertThat(scored.getString("id")).isNotEqualTo(detection.getString("id"));
    }

    @Test
    void allowedCallIsScoredButNotDetected() {
        given().body("{\"call_id\":\"allowed\",\"caller\":\"+14155550112\",\"callee\":\"+44999\"}")
                .post("/v1/score")
                .then()
                .statusCode(200);
        given().body("{\"call_id\":\"after\",\"caller\":\"+14155550112\",\"callee\":\"+442071838750\"}")
                .post("/v1/score")
                .then()
                .statusCode(200);
        JsonPath scored = event(CALLS, "allowed");
        assertThat(scored.getString("severity")).isEqualTo("info");
        assertThat(scored.getString("data.policy")).isEqualTo("emergency_number");
        event(DETECTIONS, "after"); // which comes later
        assertThat(entries(DETECTIONS)).noneMatch(event -> event.contains("\"allowed\""));
    }

    @Test
    void everyCallOfABatchHasItsEvent() {
        given().body("{\"calls\":[{\"call_id\":\"b-1\",\"caller\":\"+14155550113\",\"callee\":\"+442071838750\"},"
                        + "{\"call_id\":\"b-odd\",\"caller\":\"nobody\",\"callee\":\"112\"},"
                        + "{\"call_id\":\"b-2\",\"caller\":\"+14155550114\",\"callee\":\"+442071838750\"}]}")
                .post("/v1/score/batch")
                .then()
                .statusCode(200);
        assertThat(event(DETECTIONS, "b-1").getString("subject")).isEqualTo("+14155550113");
        assertThat(event(DETECTIONS, "b-2").getString("subject")).isEqualTo("+14155550114");
        assertThat(entries(CALLS)).noneMatch(event -> event.contains("b-odd"));
    }

    @Test
    void callOfTheInferenceProtocolHasItsEvent() {
        given().body("{\"inputs\":[" + tensor("call_id", "v2-1") + "," + tensor("caller", "+14155550115") + ","
                        + tensor("callee", "+442071838750") + "],\"outputs\":[{\"name\":\"reasons\"}]}")
                .post("/v2/models/" + MODEL + "/infer")
                .then()
                .statusCode(200);
        JsonPath event = event(DETECTIONS, "v2-1");
        assertThat(event.getString("data.model.name")).isEqualTo(MODEL);
        assertThat(event.getList("data.reasons")).isNotEmpty();
        assertThat(event.<Object>get("data.rules")).isNull();
    }

    @Test
    void callOverGrpcHasItsEvent() throws Exception {
        try (GrpcClient client = new GrpcClient(RestAssured.port)) {
            GrpcClient.Call call = client.open("inference.GRPCInferenceService/ModelInfer")
                    .send(GrpcClient.message(out -> {
                        out.writeString(1, MODEL);
                        for (String input : List.of("call_id", "caller", "callee")) {
                            out.writeByteArray(5, GrpcClient.message(tensor -> {
                                tensor.writeString(1, input);
                                tensor.writeString(2, "BYTES");
                                tensor.writeByteArray(3, GrpcClient.message(shape -> shape.writeInt64NoTag(1)));
                            }));
                        }
                        for (String value : List.of("grpc-1", "+14155550116", "+442071838750")) {
                            out.writeByteArray(7, withLength(value));
                        }
                    }))
                    .end();
            assertThat(call.status()).isEqualTo("0");
        }
        assertThat(event(DETECTIONS, "grpc-1").getString("subject")).isEqualTo("+14155550116");
    }

    private static byte[] withLength(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] value = text.getBytes(StandardCharsets.UTF_8);
        bytes.write(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value.length)
                .array());
        bytes.write(value);
        return bytes.toByteArray();
    }

    private static String tensor(String name, String value) {
        return "{\"name\":\"" + name + "\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"" + value + "\"]}";
    }

    /** Waits for the event about a call, and returns it when it is valid. */
    private static JsonPath event(String stream, String callId) {
        String part = "\"call_id\":\"" + callId + "\"";
        Eventually.await(
                "event about " + callId, () -> entries(stream).stream().anyMatch(event -> event.contains(part)));
        List<String> events =
                entries(stream).stream().filter(event -> event.contains(part)).toList();
        assertThat(events).hasSize(1);
        assertThat(EventSchemas.problems(events.getFirst())).isEmpty();
        return JsonPath.from(events.getFirst());
    }

    private static List<String> entries(String stream) {
        RedisClient client = RedisClient.create(StoreForTests.url());
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            return connection.sync().xrange(stream, Range.unbounded()).stream()
                    .map(entry -> Objects.requireNonNull(entry.getBody().get("record")))
                    .toList();
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        }
    }

    /** Events of both types, about calls that the models would block. */
    public static final class BothTypes extends BlockingModelsForTests {
        @Override
        void configure(Path models, Map<String, String> settings) throws IOException {
            super.configure(models, settings);
            settings.put("voxguard.events.to", "stream");
            settings.put("voxguard.events.types", "detection,call-scored");
            settings.put("voxguard.events.source", "/contract-test");
            settings.put("voxguard.events.stream.detection", DETECTIONS);
            settings.put("voxguard.events.stream.call-scored", CALLS);
        }
    }
}
