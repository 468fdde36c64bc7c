package io.voxguard.score.service;

import static io.voxguard.score.service.CallEventsForTests.CALLER;
import static io.voxguard.score.service.CallEventsForTests.event;
import static io.voxguard.score.service.CallEventsForTests.started;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.voxguard.function.testing.KafkaBroker;
import io.voxguard.function.testing.ProjectModels;
import io.voxguard.function.testing.StoreServer;
import io.voxguard.testing.EventSchemas;
import io.voxguard.testing.Eventually;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** From a topic of calls to a topic of answers, by a real broker. */
@QuarkusTest
@Tag("it")
@QuarkusTestResource(value = StoreServer.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(
        value = ProjectModels.class,
        restrictToAnnotatedClass = true,
        initArgs = @ResourceArg(name = "voxguard.events.to", value = "kafka"))
@QuarkusTestResource(
        value = KafkaBroker.class,
        restrictToAnnotatedClass = true,
        initArgs = @ResourceArg(name = "channel", value = "calls"))
class KafkaBindingTest {
    private static final int CALLS = 300;
    private static final String ANSWERS = "io.voxguard.call.scored.v1";

    @Test
    void eachStartedCallOfTheTopicHasOneAnswerInItsOrder() {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", KafkaBroker.servers()), new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < CALLS; i++) {
                producer.send(new ProducerRecord<>("io.voxguard.calls", CALLER, started("k-" + i)));
                producer.send(new ProducerRecord<>("io.voxguard.calls", CALLER, event("answered", "k-" + i, "")));
            }
            producer.send(new ProducerRecord<>("io.voxguard.calls", CALLER, "nonsense"));
        }

        List<ConsumerRecord<String, String>> answers = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        KafkaBroker.servers(),
                        "group.id",
                        "answers",
                        "auto.offset.reset",
                        "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.subscribe(List.of(ANSWERS));
            Eventually.await("the answers", () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(answers::add);
                return answers.size() >= CALLS;
            });
        }

        assertThat(answers).hasSize(CALLS);
        for (int i = 0; i < CALLS; i++) {
            assertThat(answers.get(i).key()).isEqualTo(CALLER);
            assertThat(answers.get(i).value()).contains("\"call_id\":\"k-" + i + '"');
        }
        assertThat(EventSchemas.problems(answers.getFirst().value())).isEmpty();
        assertThat(new String(
                        answers.getFirst().headers().lastHeader("content-type").value(), StandardCharsets.US_ASCII))
                .startsWith("application/cloudevents+json");
    }
}
