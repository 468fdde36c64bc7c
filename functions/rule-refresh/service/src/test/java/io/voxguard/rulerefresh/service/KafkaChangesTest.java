package io.voxguard.rulerefresh.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.CloudEventSerializer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.voxguard.rulerefresh.app.RulesChanged;
import io.voxguard.store.SnapshotKeys;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** Events from a real broker, with a real database and store. */
@QuarkusTest
@QuarkusTestResource(
        value = Servers.class,
        restrictToAnnotatedClass = true,
        initArgs = @ResourceArg(name = "reconcile", value = "1h"))
@QuarkusTestResource(value = Broker.class, restrictToAnnotatedClass = true)
class KafkaChangesTest {
    private static final String TOPIC = "io.voxguard.rules.changed.v1";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void anEventPublishesAndWhatIsNoneGoesToTheDeadLettersWithItsCause() throws Exception {
        long until = System.nanoTime() + LIMIT.toNanos();
        while (!insert()) {
            assertThat(System.nanoTime()).as("the schema is there").isLessThan(until);
            Thread.sleep(20);
        }
        try (KafkaProducer<byte[], byte[]> raw = new KafkaProducer<>(
                        Map.of("bootstrap.servers", Broker.servers),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
                KafkaProducer<String, CloudEvent> events = new KafkaProducer<>(
                        Map.of("bootstrap.servers", Broker.servers),
                        new StringSerializer(),
                        new CloudEventSerializer())) {
            raw.send(new ProducerRecord<>(TOPIC, "nonsense".getBytes(StandardCharsets.UTF_8)))
                    .get();
            events.send(new ProducerRecord<>(TOPIC, event("nowhere"))).get();
            events.send(new ProducerRecord<>(TOPIC, event("kafka"))).get();
        }
        SnapshotKeys keys = new SnapshotKeys("rules", "kafka");
        while (Servers.snapshots().pointer(keys, Duration.ofSeconds(2)).isEmpty()) {
            assertThat(System.nanoTime()).as("the rules are published").isLessThan(until);
            Thread.sleep(20);
        }
        assertThat(causes(until))
                .anyMatch(cause -> cause.contains("no CloudEvent"))
                .anyMatch(cause -> cause.contains("expected a set of the database, got nowhere"));
    }

    private static CloudEvent event(String set) {
        return CloudEventBuilder.v1()
                .withId("1")
                .withSource(URI.create("/test"))
                .withType(RulesChanged.TYPE)
                .withData("application/json", ("{\"set\":\"" + set + "\"}").getBytes(StandardCharsets.UTF_8))
                .build();
    }

    private static boolean insert() {
        try (Connection connection = Servers.rules().getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute("INSERT INTO rule_sets (name) VALUES ('kafka')");
            sql.execute("INSERT INTO rules (rule_set, id, name, typology, condition, action, owner)"
                    + " VALUES ('kafka', 'r', 'n', 'irsf', 'true', 'flag', 'o')");
            return true;
        } catch (SQLException notMigratedYet) {
            return false;
        }
    }

    private static List<String> causes(long until) {
        List<String> causes = new ArrayList<>();
        Map<String, Object> settings =
                Map.of("bootstrap.servers", Broker.servers, "group.id", "letters", "auto.offset.reset", "earliest");
        try (KafkaConsumer<byte[], byte[]> letters =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            letters.subscribe(List.of(TOPIC + ".dead-letters"));
            while (causes.size() < 2 && System.nanoTime() < until) {
                for (ConsumerRecord<byte[], byte[]> letter : letters.poll(Duration.ofMillis(100))) {
                    causes.add(new String(
                            letter.headers().lastHeader("dead-letter-reason").value(), StandardCharsets.UTF_8));
                }
            }
        }
        return causes;
    }
}
