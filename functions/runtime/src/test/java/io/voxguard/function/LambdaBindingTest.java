package io.voxguard.function;

import static io.voxguard.function.BindingServers.data;
import static io.voxguard.function.BindingServers.deadLetters;
import static io.voxguard.function.BindingServers.event;
import static io.voxguard.function.BindingServers.lastCall;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.voxguard.function.testing.LambdaRuntime;
import io.voxguard.function.testing.StoreServer;
import io.voxguard.testing.Eventually;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Payloads as AWS documents them, through Lambda's runtime interface. */
@QuarkusTest
class LambdaBindingTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String QUEUE = "arn:aws:sqs:eu-central-1:1:calls";

    @Test
    void sqsMessagesAreHandledAndRejectedOnesAreDeadLetters() {
        int before = deadLetters().size();
        sqs(QUEUE, "{\"detail-type\":\"x\"}", event("sqs-1", "+1"), "nonsense")
                .statusCode(200)
                .body("batchItemFailures", hasSize(0));
        assertThat(lastCall("sqs-1")).isEqualTo("+1");
        assertThat(deadLetters()).hasSize(before + 2);
        assertThat(deadLetters().getLast()).contains("\"id\":\"message-2\"");
    }

    @Test
    void sqsMessagesThatMustBeRetriedAreReported() throws Exception {
        StoreServer.runWithoutStore(() -> sqs(QUEUE, event("sqs-2", "+2"), "nonsense")
                .body("batchItemFailures.itemIdentifier", equalTo(List.of("message-0", "message-1"))));
        Eventually.await("the messages are handled again", () -> sqs(QUEUE, event("sqs-2", "+2"))
                .extract()
                .jsonPath()
                .getList("batchItemFailures")
                .isEmpty());
        assertThat(lastCall("sqs-2")).isEqualTo("+2");
    }

    @Test
    void fifoQueueReportsAllMessagesFromTheFirstFailure() throws Exception {
        StoreServer.runWithoutStore(() ->
                sqs(QUEUE + ".fifo", event("sqs-3", "+3"), event("sqs-3", "+4")).body("batchItemFailures", hasSize(2)));
        Eventually.await("the messages are handled again", () -> sqs(QUEUE + ".fifo", event("sqs-3", "+4"))
                .extract()
                .jsonPath()
                .getList("batchItemFailures")
                .isEmpty());
    }

    @Test
    void kinesisRecordsAreHandled() {
        int before = deadLetters().size();
        kinesis(event("kinesis-1", "+1"), "nonsense", envelope("io.voxguard.call.v1", data("kinesis-2", "+2")))
                .statusCode(200)
                .body("batchItemFailures", hasSize(0));
        assertThat(lastCall("kinesis-1")).isEqualTo("+1");
        assertThat(lastCall("kinesis-2")).isEqualTo("+2");
        assertThat(deadLetters()).hasSize(before + 1);
    }

    @Test
    void kinesisShardReportsAllRecordsFromTheFirstFailure() throws Exception {
        StoreServer.runWithoutStore(() -> kinesis(event("kinesis-3", "+3"), event("kinesis-3", "+4"))
                .body("batchItemFailures.itemIdentifier", equalTo(List.of("sequence-0", "sequence-1"))));
        Eventually.await("the records are handled again", () -> kinesis(event("kinesis-3", "+4"))
                .extract()
                .jsonPath()
                .getList("batchItemFailures")
                .isEmpty());
    }

    @Test
    void kafkaRecordsAreHandledInBinaryAndStructuredMode() {
        kafka(Map.of("calls-0", List.of(binary(7, "kafka-10", "+10"), record(8, event("kafka-11", "+11"), List.of()))))
                .statusCode(200)
                .body("batchItemFailures", hasSize(0));
        assertThat(lastCall("kafka-10")).isEqualTo("+10");
        assertThat(lastCall("kafka-11")).isEqualTo("+11");
    }

    @Test
    void kafkaPartitionReportsTheOffsetOfItsFirstFailure() throws Exception {
        StoreServer.runWithoutStore(
                () -> kafka(Map.of("calls-0", List.of(binary(7, "kafka-12", "+12"), binary(8, "kafka-12", "+13"))))
                        .body("batchItemFailures", hasSize(1))
                        .body("batchItemFailures[0].itemIdentifier.partition", equalTo("calls-0"))
                        .body("batchItemFailures[0].itemIdentifier.offset", equalTo(7)));
        Eventually.await(
                "the records are handled again", () -> kafka(Map.of("calls-0", List.of(binary(8, "kafka-12", "+13"))))
                        .extract()
                        .jsonPath()
                        .getList("batchItemFailures")
                        .isEmpty());
    }

    @Test
    void eventBridgeEventIsHandledWhateverItsSource() {
        LambdaRuntime.invoke(envelope("io.voxguard.call.v1", data("bridge-1", "+1")))
                .statusCode(200);
        assertThat(lastCall("bridge-1")).isEqualTo("+1");
    }

    @Test
    void eventBridgeEventThatMustBeRetriedFailsTheInvocation() throws Exception {
        String event = envelope("io.voxguard.call.v1", data("bridge-2", "+2"));
        StoreServer.runWithoutStore(
                () -> LambdaRuntime.invoke(event).statusCode(500).body(containsString("store")));
        Eventually.await(
                "the event is handled again",
                () -> LambdaRuntime.invoke(event).extract().statusCode() == 200);
    }

    @Test
    void scheduledEventIsRejectedByAFunctionWithoutSchedule() {
        LambdaRuntime.invoke(envelope("Scheduled Event", "{}")).statusCode(200);
        assertThat(deadLetters().getLast()).contains("got Scheduled Event", "my%20application%20%2F%20calls");
    }

    @Test
    void malformedRecordsOfABatchAreDeadLetters() {
        int before = deadLetters().size();
        LambdaRuntime.invoke("{\"Records\":[7,{\"eventSource\":\"aws:sqs\",\"messageId\":\"a\",\"attributes\":3}]}")
                .statusCode(200)
                .body("batchItemFailures", hasSize(0));
        LambdaRuntime.invoke(
                        "{\"eventSource\":\"aws:kafka\",\"records\":{\"calls-0\":[7,{\"offset\":1,\"headers\":{\"a\":1}}]}}")
                .statusCode(200)
                .body("batchItemFailures", hasSize(0));
        assertThat(deadLetters()).hasSize(before + 4);
    }

    @Test
    void payloadOfUnknownShapeFailsAndSaysWhatWasExpected() {
        LambdaRuntime.invoke("{\"Records\":[{\"eventSource\":\"aws:s3\"}]}")
                .statusCode(500)
                .body(containsString("Records[0].eventSource: expected aws:sqs or aws:kinesis, got aws:s3"));
        LambdaRuntime.invoke("{\"Records\":[{\"eventSource\":\"aws:kinesis\"}]}")
                .statusCode(500)
                .body(containsString("Records[0].kinesis.sequenceNumber: expected a text, got none"));
        LambdaRuntime.invoke("[]").statusCode(500).body(containsString("event: expected Records of aws:sqs"));
    }

    private static ValidatableResponse sqs(String queue, String... bodies) {
        List<Map<String, Object>> records = new ArrayList<>();
        for (String body : bodies) {
            records.add(Map.of(
                    "messageId",
                    "message-" + records.size(),
                    "receiptHandle",
                    "handle",
                    "body",
                    body,
                    "attributes",
                    Map.of("ApproximateReceiveCount", "1", "SentTimestamp", "1545082649183"),
                    "messageAttributes",
                    Map.of("trace", Map.of("stringValue", "x", "binaryListValues", List.of(), "dataType", "String")),
                    "md5OfBody",
                    "x",
                    "eventSource",
                    "aws:sqs",
                    "eventSourceARN",
                    queue,
                    "awsRegion",
                    "eu-central-1"));
        }
        return LambdaRuntime.invoke(json(Map.of("Records", records)));
    }

    private static ValidatableResponse kinesis(String... payloads) {
        List<Map<String, Object>> records = new ArrayList<>();
        for (String payload : payloads) {
            String sequence = "sequence-" + records.size();
            records.add(Map.of(
                    "kinesis",
                    Map.of(
                            "kinesisSchemaVersion",
                            "1.0",
                            "partitionKey",
                            "1",
                            "sequenceNumber",
                            sequence,
                            "data",
                            base64(payload),
                            "encryptionType",
                            "NONE",
                            "approximateArrivalTimestamp",
                            1545084650.987),
                    "eventSource",
                    "aws:kinesis",
                    "eventVersion",
                    "1.0",
                    "eventID",
                    "shardId-000000000006:" + sequence,
                    "eventName",
                    "aws:kinesis:record",
                    "invokeIdentityArn",
                    "arn:aws:iam::1:role/lambda-role",
                    "awsRegion",
                    "us-east-2",
                    "eventSourceARN",
                    "arn:aws:kinesis:us-east-2:1:stream/calls"));
        }
        return LambdaRuntime.invoke(json(Map.of("Records", records)));
    }

    private static ValidatableResponse kafka(Map<String, List<Map<String, Object>>> partitions) {
        return LambdaRuntime.invoke(json(Map.of("eventSource", "aws:kafka", "records", partitions)));
    }

    private static Map<String, Object> binary(long offset, String caller, String callee) {
        return record(
                offset,
                data(caller, callee),
                List.of(
                        header("ce_specversion", "1.0"),
                        header("ce_type", "io.voxguard.call.v1"),
                        header("ce_source", "/tëst"),
                        header("ce_id", "1"),
                        header("ce_time", "2026-01-01T00:00:00Z"),
                        header("content-type", "application/json")));
    }

    private static Map<String, Object> record(long offset, String value, List<Map<String, Object>> headers) {
        return Map.of(
                "topic",
                "calls",
                "partition",
                0,
                "offset",
                offset,
                "timestamp",
                1545084650987L,
                "timestampType",
                "CREATE_TIME",
                "value",
                base64(value),
                "headers",
                headers);
    }

    /** Lambda writes the bytes of a header as an array of signed numbers. */
    private static Map<String, Object> header(String name, String value) {
        List<Byte> bytes = new ArrayList<>();
        for (byte one : value.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(one);
        }
        return Map.of(name, bytes);
    }

    private static String envelope(String type, String detail) {
        return "{\"version\":\"0\",\"id\":\"53dc4d37\",\"detail-type\":\"" + type
                + "\",\"source\":\"my application / calls\",\"account\":\"1\",\"time\":\"2026-01-01T00:00:00Z\",\"resources\":[],\"detail\":"
                + detail + "}";
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
