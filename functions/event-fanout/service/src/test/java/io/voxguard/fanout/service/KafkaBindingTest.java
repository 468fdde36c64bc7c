package io.voxguard.fanout.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.voxguard.function.testing.KafkaBroker;
import io.voxguard.function.testing.StoreServer;
import io.voxguard.testing.Eventually;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Batches of records from a real broker. */
@QuarkusTest
@Tag("it")
@QuarkusTestResource(value = StoreServer.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = Destinations.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(
        value = KafkaBroker.class,
        restrictToAnnotatedClass = true,
        initArgs = @ResourceArg(name = "channel", value = "detections"))
class KafkaBindingTest {
    private static final String TOPIC = "io.voxguard.detection.v1";

    @Test
    void recordsAreDeliveredInOrderAndRejectedOnesAreKept() throws Exception {
        List<String> ids = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", KafkaBroker.servers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < 500; i++) {
                ids.add("k" + i);
                String event = i == 250
                        ? "nonsense"
                        : "{\"specversion\":\"1.0\",\"type\":\"" + TOPIC + "\",\"source\":\"/kafka\",\"id\":\"k" + i
                                + "\",\"partitionkey\":\"one\",\"severity\":\"critical\"}";
                producer.send(new ProducerRecord<>(TOPIC, event.getBytes(StandardCharsets.UTF_8)));
            }
        }
        ids.remove("k250");
        try (RedisClient client = RedisClient.create(StoreServer.url());
                var connection = client.connect()) {
            Eventually.await("all came", () -> connection.sync().xlen("cases") == 499);
            List<String> had = connection.sync().xrange("cases", Range.unbounded()).stream()
                    .map(entry -> String.valueOf(entry.getBody().get("record"))
                            .replaceFirst(".*\"id\":\"(k[0-9]+)\".*", "$1"))
                    .toList();
            assertThat(had).isEqualTo(ids);
            assertThat(connection.sync().xlen("voxguard:event-fanout:dead-letters"))
                    .isEqualTo(1);
        }
    }
}
