package io.voxguard.function;

import static io.voxguard.function.BindingServers.data;
import static io.voxguard.function.BindingServers.event;
import static io.voxguard.function.BindingServers.lastCall;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.CloudEventSerializer;
import io.quarkus.test.junit.QuarkusTest;
import io.voxguard.function.testing.KafkaBroker;
import io.voxguard.function.testing.StoreServer;
import io.voxguard.testing.Eventually;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

@QuarkusTest
class KafkaBindingTest {
    private static final String TOPIC = "io.voxguard.call.v1";

    @Test
    void binaryRecordOfTheCloudEventsSerializerIsHandled() throws Exception {
        CloudEvent event = CloudEventBuilder.v1()
                .withId("1")
                .withSource(URI.create("/test"))
                .withType("io.voxguard.call.v1")
                .withData("application/json", data("kafka-1", "+1").getBytes(StandardCharsets.UTF_8))
                .build();
        try (KafkaProducer<String, CloudEvent> events = new KafkaProducer<>(
                Map.of("bootstrap.servers", KafkaBroker.servers()),
                new StringSerializer(),
                new CloudEventSerializer())) {
            events.send(new ProducerRecord<>(TOPIC, event)).get();
        }
        Eventually.await("the call is remembered", () -> "+1".equals(lastCall("kafka-1")));
    }

    @Test
    void structuredRecordIsHandledAndNonsenseGoesToTheDeadLetterTopic() throws Exception {
        send("nonsense");
        send(event("kafka-2", "+2"));
        Eventually.await("the call is remembered", () -> "+2".equals(lastCall("kafka-2")));
        assertThat(KafkaBroker.deadLetterCauses(TOPIC, 1)).first().asString().contains("no CloudEvent 1.0");
    }

    @Test
    void partitionWaitsWhileTheStoreIsDown() throws Exception {
        StoreServer.runWithoutStore(() -> {
            send(event("kafka-3", "+3"));
            send(event("kafka-3", "+4"));
        });
        Eventually.await("both calls are remembered in their order", () -> "+4".equals(lastCall("kafka-3")));
    }

    private static void send(String value) throws Exception {
        try (KafkaProducer<byte[], byte[]> records = new KafkaProducer<>(
                Map.of("bootstrap.servers", KafkaBroker.servers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            records.send(new ProducerRecord<>(TOPIC, value.getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }
}
