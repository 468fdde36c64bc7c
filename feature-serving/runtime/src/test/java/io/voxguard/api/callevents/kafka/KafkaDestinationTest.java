package io.voxguard.api.callevents.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.api.callevents.SampleCall;
import io.voxguard.function.testing.KafkaBroker;
import io.voxguard.serving.callevent.CallEvent;
import io.voxguard.serving.callevent.CallEventJson;
import io.voxguard.serving.callevent.EventType;
import io.voxguard.serving.callevent.PhoneNumbers;
import io.voxguard.serving.decision.Decision;
import io.voxguard.testing.EventSchemas;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events in the topics of Kafka's own broker; failures, which it does not give to order, by its client's own producer for tests. */
class KafkaDestinationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Map<EventType, String> TOPICS =
            Map.of(EventType.DETECTION, "detections", EventType.CALL_SCORED, "calls");
    private static final KafkaBroker BROKER = new KafkaBroker();

    private final CallEventJson json = new CallEventJson("/test", new PhoneNumbers.Plain(), new Random(1));

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        BROKER.start();
    }

    @AfterAll
    static void stop() {
        BROKER.stop();
    }

    private static CallEvent event(EventType type, String callId) {
        return new CallEvent(type, callId.hashCode(), 1_772_439_330_123L, SampleCall.decided(callId, Decision.BLOCK));
    }

    @Test
    void eventIsARecordOfItsTopicWithItsKey() throws Exception {
        try (KafkaDestination kafka = KafkaDestination.to(KafkaBroker.servers(), Optional.empty(), TOPICS, json)) {
            assertThat(kafka.deliver(List.of(
                            event(EventType.DETECTION, "one"),
                            event(EventType.CALL_SCORED, "one"),
                            event(EventType.DETECTION, "two"))))
                    .isEmpty();
        }
        List<ConsumerRecord<byte[], byte[]>> detections = records("detections", 2);
        assertThat(detections).hasSize(2);
        assertThat(text(detections.get(0).value())).contains("\"call_id\":\"one\"");
        assertThat(text(detections.get(1).value())).contains("\"call_id\":\"two\"");
        assertThat(text(detections.get(0).key())).isEqualTo(SampleCall.CALLER);
        assertThat(text(detections.get(0).headers().lastHeader("content-type").value()))
                .isEqualTo("application/cloudevents+json; charset=UTF-8");
        assertThat(EventSchemas.problems(text(detections.get(0).value()))).isEmpty();
        assertThat(records("calls", 1)).singleElement().satisfies(record -> assertThat(text(record.value()))
                .contains("\"type\":\"io.voxguard.call.scored.v1\""));
    }

    @Test
    void onlyAnEventThatIsTooLargeIsRejected() throws Exception {
        Path settings = Files.writeString(folder.resolve("kafka.properties"), "max.request.size=1400\n");
        CallEvent large = event(EventType.CALL_SCORED, "l".repeat(800));
        CallEvent small = event(EventType.CALL_SCORED, "small");
        Map<EventType, String> topics = Map.of(EventType.CALL_SCORED, "bounded");
        try (KafkaDestination kafka = KafkaDestination.to(KafkaBroker.servers(), Optional.of(settings), topics, json)) {
            assertThat(kafka.deliver(List.of(large, small))).containsExactly(large);
        }
        assertThat(records("bounded", 1)).hasSize(1);
    }

    @Test
    void failureIsReportedAndTheProducerMadeAnew() throws Exception {
        List<MockProducer<byte[], byte[]>> made = new ArrayList<>();
        KafkaDestination kafka = new KafkaDestination(json, TOPICS, () -> {
            MockProducer<byte[], byte[]> producer =
                    new MockProducer<>(true, (Partitioner) null, new ByteArraySerializer(), new ByteArraySerializer());
            if (made.isEmpty()) {
                producer.sendException = new IllegalStateException("broken");
            }
            made.add(producer);
            return producer;
        });
        List<CallEvent> batch = List.of(event(EventType.DETECTION, "one"));
        assertThatThrownBy(() -> kafka.deliver(batch)).hasMessage("broken");
        assertThat(kafka.deliver(batch)).isEmpty();
        assertThat(made).hasSize(2);
        assertThat(made.get(0).closed()).isTrue();
        assertThat(made.get(1).history()).hasSize(1);
        kafka.close();
        assertThat(made.get(1).closed()).isTrue();
    }

    @Test
    void fileChangesSettingsButNotTheGuarantee() throws IOException {
        Path file = Files.writeString(
                folder.resolve("kafka.properties"),
                "security.protocol=SASL_SSL\nacks=0\nenable.idempotence=false\nbootstrap.servers=elsewhere:1\n");
        assertThat(ProducerSettings.of("a:1", Optional.of(file)))
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", true)
                .containsEntry("bootstrap.servers", "a:1");
    }

    @Test
    void fileThatCannotBeReadIsRefusedWithItsKey() {
        Path file = folder.resolve("absent");
        assertThatThrownBy(() -> ProducerSettings.of("a:1", Optional.of(file)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("voxguard.events.kafka.properties-file: expected a readable file, got " + file);
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(String topic, int count) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        Map<String, Object> settings = Map.of("bootstrap.servers", KafkaBroker.servers());
        long end = System.nanoTime() + PATIENCE.toNanos();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (records.size() < count && System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
