package io.voxguard.rulerefresh.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.CloudEventSerializer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.voxguard.function.testing.KafkaBroker;
import io.voxguard.function.testing.PostgresServer;
import io.voxguard.function.testing.StoreServer;
import io.voxguard.rulerefresh.function.RulesChanged;
import io.voxguard.testing.Eventually;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Events from a real broker, with a real database and store. The binding itself is tested in functions/runtime, hence the tag. */
@QuarkusTest
@Tag("it")
@QuarkusTestResource(value = StoreServer.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = PostgresServer.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(
        value = TestSettings.class,
        restrictToAnnotatedClass = true,
        initArgs = @ResourceArg(name = "reconcile", value = "1h"))
@QuarkusTestResource(
        value = KafkaBroker.class,
        restrictToAnnotatedClass = true,
        initArgs = @ResourceArg(name = "channel", value = "rules-changed"))
class KafkaBindingTest {
    private static final String TOPIC = "io.voxguard.rules.changed.v1";

    @Test
    void eventPublishesItsSetAndRejectedRecordsGoToTheDeadLetterTopic() throws Exception {
        Eventually.await("the schema is migrated", RuleTables::migrated);
        RuleTables.insertSet("kafka");
        RuleTables.insertRule("kafka", "r", "true");

        try (KafkaProducer<byte[], byte[]> raw = new KafkaProducer<>(
                        Map.of("bootstrap.servers", KafkaBroker.servers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
                KafkaProducer<String, CloudEvent> events = new KafkaProducer<>(
                        Map.of("bootstrap.servers", KafkaBroker.servers()),
                        new StringSerializer(),
                        new CloudEventSerializer())) {
            raw.send(new ProducerRecord<>(TOPIC, "nonsense".getBytes(StandardCharsets.UTF_8)))
                    .get();
            events.send(new ProducerRecord<>(TOPIC, event("nowhere"))).get();
            events.send(new ProducerRecord<>(TOPIC, event("kafka"))).get();
        }

        Eventually.await("the set is published", () -> RuleTables.publishedRevision("kafka") > 0);
        assertThat(KafkaBroker.deadLetterCauses(TOPIC, 2))
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
}
