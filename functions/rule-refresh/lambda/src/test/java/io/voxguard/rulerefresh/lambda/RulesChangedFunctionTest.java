package io.voxguard.rulerefresh.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.voxguard.function.testing.LambdaRuntime;
import io.voxguard.function.testing.PostgresServer;
import io.voxguard.function.testing.StoreServer;
import io.voxguard.rulerefresh.function.RulesChanged;
import io.voxguard.store.SnapshotKeys;
import io.voxguard.store.embedded.FaultyWire;
import io.voxguard.testing.Eventually;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Payloads of Lambda through its runtime interface, with a real database and store; what counts is what the store holds then. */
@QuarkusTest
@QuarkusTestResource(value = StoreServer.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(
        value = PostgresServer.class,
        restrictToAnnotatedClass = true,
        initArgs = @ResourceArg(name = "migrations", value = "db/rules"))
@QuarkusTestResource(value = LambdaRuntime.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = TestSettings.class, restrictToAnnotatedClass = true)
class RulesChangedFunctionTest {
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String QUEUE = "arn:aws:sqs:eu-central-1:1:rules";

    private String set;
    private String other;

    @BeforeEach
    void createTwoSetsWithOneRuleEach() throws Exception {
        set = createSetWithOneRule();
        other = createSetWithOneRule();
    }

    @AfterEach
    void restoreTheDatabase() {
        PostgresServer.wire().set(FaultyWire.State.OPEN);
    }

    @Test
    void batchPublishesEachSetAndReportsNoFailures() throws Exception {
        sqs(QUEUE, message("a", event("1", set)), message("b", event("1", set)), message("c", event("2", other)))
                .body("batchItemFailures", hasSize(0));
        assertThat(revision(set)).isEqualTo(2);
        assertThat(revision(other)).isEqualTo(2);
        sqs(QUEUE, message("a", event("1", set))).body("batchItemFailures", hasSize(0));
        assertThat(revision(set)).as("what came twice changes nothing").isEqualTo(2);
        sqs(QUEUE).body("batchItemFailures", hasSize(0));
    }

    @Test
    void rejectedMessagesAreDeadLettersAndNotReported() throws Exception {
        long before = letters().size();
        sqs(
                        QUEUE,
                        message("a", "nonsense"),
                        message("b", event("1", "nowhere")),
                        message("c", event("1", set)),
                        message("d", event("1", set).replace(RulesChanged.TYPE, "io.voxguard.detection.v1")),
                        message("e", "{\"detail-type\":\"" + RulesChanged.TYPE + "\"}"))
                .body("batchItemFailures", hasSize(0));
        assertThat(revision(set)).isEqualTo(2);
        assertThat(letters()).hasSize((int) before + 4);
        assertThat(letters().toString())
                .contains(
                        "no CloudEvent 1.0",
                        "\"id\":\"a\"",
                        "expected a set of the database, got nowhere",
                        "type: expected " + RulesChanged.TYPE + ", got io.voxguard.detection.v1");
    }

    @Test
    void eventBridgeEnvelopeInAMessageIsHandled() throws Exception {
        sqs(QUEUE, message("a", bridged(RulesChanged.TYPE, "{\"set\":\"" + set + "\"}")))
                .body("batchItemFailures", hasSize(0));
        assertThat(revision(set)).isEqualTo(2);
    }

    @Test
    void withoutTheDatabaseOnlyMessagesThatNeedItAreReported() throws Exception {
        PostgresServer.wire().set(FaultyWire.State.SHUT);
        sqs(
                        QUEUE,
                        message("a", event("1", set)),
                        message("b", event("1", set).replace(RulesChanged.TYPE, "io.voxguard.detection.v1")),
                        message("c", event("1", other)))
                .body("batchItemFailures.itemIdentifier", equalTo(List.of("a", "c")));
        assertThat(exists(set)).isFalse();
        PostgresServer.wire().set(FaultyWire.State.OPEN);
        sqs(QUEUE, message("a", event("1", set)), message("c", event("1", other)))
                .body("batchItemFailures", hasSize(0));
        assertThat(revision(set)).isEqualTo(2);
        assertThat(revision(other)).isEqualTo(2);
    }

    @Test
    void messagesNotHandledWithinTheLimitAreReported() throws Exception {
        sqs(QUEUE, message("a", event("1", set))).body("batchItemFailures", hasSize(0));
        PostgresServer.wire().set(FaultyWire.State.SILENT);
        long began = System.nanoTime();
        sqs(QUEUE, message("a", event("1", set)), message("b", event("1", other)))
                .body("batchItemFailures.itemIdentifier", equalTo(List.of("a", "b")));
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .as("the limit of an invocation is 4 s")
                .isLessThan(Duration.ofSeconds(6));
        PostgresServer.wire().set(FaultyWire.State.SHUT);
    }

    @Test
    void withoutTheStoreRejectedMessagesAreReportedToo() throws Exception {
        sqs(QUEUE, message("a", event("1", set))).body("batchItemFailures", hasSize(0));
        StoreServer.runWithoutStore(() -> sqs(QUEUE, message("a", event("1", set)), message("b", "nonsense"))
                .body("batchItemFailures.itemIdentifier", equalTo(List.of("a", "b"))));
        Eventually.await("set and dead letter are stored", () -> {
            sqs(QUEUE, message("a", event("1", set)), message("b", "nonsense")).extract();
            return exists(set) && !letters().isEmpty();
        });
    }

    @Test
    void fifoQueueStopsAtTheFirstFailure() throws Exception {
        StoreServer.runWithoutStore(() -> {
            sqs(QUEUE + ".fifo", message("a", event("1", set)), message("b", "nonsense"), message("c", "nonsense"))
                    .body("batchItemFailures.itemIdentifier", equalTo(List.of("a", "b", "c")));
        });
        Eventually.await("the queue is handled again", () -> sqs(QUEUE + ".fifo", message("a", event("1", set)))
                .extract()
                .jsonPath()
                .getList("batchItemFailures")
                .isEmpty());
        assertThat(letters()).as("nothing after it was looked at").isEmpty();
        assertThat(revision(set)).isEqualTo(2);
    }

    @Test
    void kafkaRecordsAreReadInBinaryAndStructuredMode() throws Exception {
        kafka(
                        "aws:kafka",
                        Map.of(
                                "rules-0", List.of(binary(7, set), structured(8, event("1", set))),
                                "rules-1", List.of(structured(3, event("1", other)), structured(4, "nonsense"))))
                .body("batchItemFailures", hasSize(0));
        assertThat(revision(set)).isEqualTo(2);
        assertThat(revision(other)).isEqualTo(2);
        assertThat(letters().toString()).contains("\"id\":\"rules-1@4\"");
    }

    @Test
    void kafkaPartitionIsDeliveredAgainFromItsFirstFailure() throws Exception {
        PostgresServer.wire().set(FaultyWire.State.SHUT);
        String stranger = event("1", set).replace(RulesChanged.TYPE, "io.voxguard.detection.v1");
        kafka(
                        "SelfManagedKafka",
                        new TreeMap<>(Map.of(
                                "rules-0",
                                List.of(structured(7, stranger), binary(8, set), binary(9, other)),
                                "rules-1",
                                List.of(structured(1, stranger)),
                                "rules-2",
                                List.of(binary(5, other)))))
                .body("batchItemFailures.itemIdentifier.partition", equalTo(List.of("rules-0", "rules-2")))
                .body("batchItemFailures.itemIdentifier.offset", equalTo(List.of(8, 5)));
        assertThat(exists(set) || exists(other)).isFalse();
        PostgresServer.wire().set(FaultyWire.State.OPEN);
        kafka("SelfManagedKafka", Map.of("rules-0", List.of(binary(8, set), binary(9, other))))
                .body("batchItemFailures", hasSize(0));
        assertThat(revision(set)).isEqualTo(2);
        assertThat(revision(other)).isEqualTo(2);
    }

    @Test
    void eventOfEventBridgePublishes() throws Exception {
        LambdaRuntime.invoke(bridged(RulesChanged.TYPE, "{\"set\":\"" + set + "\"}"))
                .statusCode(200);
        assertThat(revision(set)).isEqualTo(2);
        assertThat(exists(other)).isFalse();
    }

    @Test
    void singleEventThatMustBeRetriedFailsTheInvocation() throws Exception {
        PostgresServer.wire().set(FaultyWire.State.SHUT);
        LambdaRuntime.invoke(bridged(RulesChanged.TYPE, "{\"set\":\"" + set + "\"}"))
                .statusCode(500)
                .body(containsString("rules database"));
        LambdaRuntime.invoke(bridged("Scheduled Event", "{}")).statusCode(500).body(containsString("rules database"));
        PostgresServer.wire().set(FaultyWire.State.OPEN);
        LambdaRuntime.invoke(bridged("io.voxguard.detection.v1", "{}")).statusCode(200);
        assertThat(letters().toString()).contains("got io.voxguard.detection.v1");
    }

    @Test
    void scheduleRefreshesAllSetsAndRestoresLostRules() throws Exception {
        LambdaRuntime.invoke(bridged("Scheduled Event", "{}")).statusCode(200);
        assertThat(revision(set)).isEqualTo(2);
        assertThat(revision(other)).isEqualTo(2);
        PostgresServer.execute("INSERT INTO rules (rule_set, id, name, typology, condition, action, owner) VALUES ('"
                + set + "', 'second', 'n', 'irsf', 'true', 'block', 'o')");
        redis(commands -> commands.del(new SnapshotKeys("rules", other).current()));
        LambdaRuntime.invoke(bridged("Scheduled Event", "{}")).statusCode(200);
        assertThat(revision(set)).isEqualTo(3);
        assertThat(revision(other)).isEqualTo(2);
    }

    @Test
    void unsupportedPayloadFailsAndSaysWhatWasExpected() {
        for (String other :
                List.of("{}", "[]", "7", "null", "{\"Records\":7}", "{\"version\":\"2.0\",\"body\":\"\"}")) {
            LambdaRuntime.invoke(other)
                    .statusCode(500)
                    .body(containsString("event: expected Records of aws:sqs or aws:kinesis"));
        }
        LambdaRuntime.invoke("{\"Records\":[{\"eventSource\":\"aws:s3\"}]}")
                .statusCode(500)
                .body(containsString("Records[0].eventSource: expected aws:sqs or aws:kinesis, got aws:s3"));
        LambdaRuntime.invoke("{\"Records\":[{\"eventSource\":\"aws:sqs\"}]}")
                .statusCode(500)
                .body(containsString("Records[0].messageId: expected a text, got none"));
        LambdaRuntime.invoke("{\"records\":{}}").statusCode(500).body(containsString("eventSource: expected one of"));
        LambdaRuntime.invoke("{\"eventSource\":\"aws:kafka\",\"records\":{\"rules-0\":7}}")
                .statusCode(500)
                .body(containsString("records.rules-0: expected an array, got 7"));
        LambdaRuntime.invoke("{\"eventSource\":\"aws:kafka\",\"records\":{\"rules-0\":[{}]}}")
                .statusCode(500)
                .body(containsString("records.rules-0.offset: expected an integer"));
    }

    private static ValidatableResponse sqs(String queue, Message... messages) {
        List<Map<String, Object>> records = new ArrayList<>();
        for (Message message : messages) {
            records.add(Map.of(
                    "messageId", message.id(),
                    "body", message.body(),
                    "eventSource", "aws:sqs",
                    "eventSourceARN", queue,
                    "attributes", Map.of("ApproximateReceiveCount", "1")));
        }
        return LambdaRuntime.invoke(json(Map.of("Records", records))).statusCode(200);
    }

    private record Message(String id, String body) {}

    private static Message message(String id, String body) {
        return new Message(id, body);
    }

    private static ValidatableResponse kafka(String source, Map<String, List<Map<String, Object>>> partitions) {
        return LambdaRuntime.invoke(json(Map.of("eventSource", source, "records", partitions)))
                .statusCode(200);
    }

    private static Map<String, Object> structured(long offset, String value) {
        return record(offset, value, List.of(header("content-type", "application/cloudevents+json; charset=UTF-8")));
    }

    private static Map<String, Object> binary(long offset, String set) {
        return record(
                offset,
                "{\"set\":\"" + set + "\"}",
                List.of(
                        header("ce_specversion", "1.0"),
                        header("ce_type", RulesChanged.TYPE),
                        header("ce_source", "/tëst"),
                        header("ce_id", "1"),
                        header("ce_time", "2026-01-01T00:00:00Z"),
                        header("content-type", "application/json")));
    }

    private static Map<String, Object> record(long offset, String value, List<Map<String, byte[]>> headers) {
        List<Map<String, List<Byte>>> listed = new ArrayList<>();
        for (Map<String, byte[]> header : headers) {
            header.forEach((name, bytes) -> {
                List<Byte> numbers = new ArrayList<>();
                for (byte one : bytes) {
                    numbers.add(one);
                }
                listed.add(Map.of(name, numbers));
            });
        }
        String encoded = Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
        return Map.of("offset", offset, "value", encoded, "headers", listed);
    }

    private static Map<String, byte[]> header(String name, String value) {
        return Map.of(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String event(String id, String set) {
        return "{\"specversion\":\"1.0\",\"type\":\"" + RulesChanged.TYPE + "\",\"source\":\"/test\",\"id\":\"" + id
                + "\",\"datacontenttype\":\"application/json\",\"data\":{\"set\":\"" + set + "\"}}";
    }

    private static String bridged(String type, String detail) {
        return "{\"version\":\"0\",\"id\":\"53dc4d37\",\"detail-type\":\"" + type
                + "\",\"source\":\"aws.events\",\"account\":\"1\",\"time\":\"2026-01-01T00:00:00Z\",\"resources\":[],\"detail\":"
                + detail + "}";
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String createSetWithOneRule() throws SQLException {
        String set = "set-" + NEXT.incrementAndGet();
        PostgresServer.execute("INSERT INTO rule_sets (name) VALUES ('" + set + "')");
        PostgresServer.execute("INSERT INTO rules (rule_set, id, name, typology, condition, action, owner) VALUES ('"
                + set + "', 'first', 'n', 'irsf', 'caller_velocity.calls_1h > 100', 'block', 'o')");
        return set;
    }

    private static boolean exists(String set) {
        return revision(set) > 0;
    }

    /** Of the pointer in the store; 0 where there is none. */
    private static long revision(String set) {
        String pointer = redis(commands -> commands.get(new SnapshotKeys("rules", set).current()));
        return pointer == null ? 0 : Long.parseLong(pointer.substring(0, pointer.indexOf('|')));
    }

    private static List<String> letters() {
        return redis(commands -> commands.xrange("voxguard:rules:dead-letters", Range.unbounded())).stream()
                .map(letter -> letter.getBody().get("record"))
                .toList();
    }

    private static <T> T redis(Function<RedisCommands<String, String>, T> work) {
        try (RedisClient client = RedisClient.create(StoreServer.url());
                var connection = client.connect()) {
            return work.apply(connection.sync());
        }
    }
}
