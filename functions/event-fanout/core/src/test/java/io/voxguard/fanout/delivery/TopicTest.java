package io.voxguard.fanout.delivery;

import static io.voxguard.fanout.delivery.Fanout.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.function.testing.KafkaBroker;
import io.voxguard.testing.Eventually;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

class TopicTest {
    @Test
    void topicGetsEventsInOrderPerKeyInBothFormats() throws Exception {
        KafkaBroker broker = new KafkaBroker();
        broker.start();
        try (Fanout fanout = new Fanout().withKafka(KafkaBroker.servers())) {
            fanout.start("""
                destinations:
                  - {name: analytics, type: topic, topic: structured}
                  - {name: binary, type: topic, topic: binary, format: binary}
                """);
            for (int i = 0; i < 100; i++) {
                fanout.append(event("e" + i, "key" + i % 7));
            }
            Eventually.await("all is delivered", () -> fanout.open("analytics") + fanout.open("binary") == 0);

            List<ConsumerRecord<String, String>> structured = records("structured", 100);
            assertThat(structured.getFirst().value()).startsWith("{\"specversion\":\"1.0\"");
            assertThat(header(structured.getFirst(), "content-type")).isEqualTo("application/cloudevents+json");
            List<ConsumerRecord<String, String>> binary = records("binary", 100);
            assertThat(binary.getFirst().value()).startsWith("{\"id\":");
            assertThat(header(binary.getFirst(), "content-type")).isEqualTo("application/json");
            assertThat(header(binary.getFirst(), "ce_severity")).isEqualTo("critical");
            List<String> ids =
                    binary.stream().map(record -> header(record, "ce_id")).toList();
            assertThat(ids).hasSize(100).doesNotHaveDuplicates();
            DeliveryTest.assertInOrder(ids);
            assertThat(binary)
                    .allSatisfy(record -> assertThat(record.key()).isEqualTo(header(record, "ce_partitionkey")));
        } finally {
            broker.stop();
        }
    }

    @Test
    void brokerThatIsAwayIsRetried() throws Exception {
        try (Fanout fanout = new Fanout().withKafka("127.0.0.1:1")) {
            DeliveryEngine engine =
                    fanout.start("destinations: [{name: analytics, type: topic, topic: t, timeout: 300ms}]");
            fanout.append(event("a", "k"));
            Eventually.await("it is retried", () -> engine.states().getFirst().retried() > 1);
            assertThat(fanout.open("analytics")).isEqualTo(1);
        }
    }

    private static String header(ConsumerRecord<String, String> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static List<ConsumerRecord<String, String>> records(String topic, int count) throws Exception {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        KafkaBroker.servers(),
                        "group.id",
                        "test-" + topic,
                        "auto.offset.reset",
                        "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            Eventually.await("the topic has them", () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                return records.size() >= count;
            });
        }
        return records;
    }
}
