package io.voxguard.featureupdate.service;

import static io.voxguard.featureupdate.service.CallEventsForTests.calls1h;
import static io.voxguard.featureupdate.service.CallEventsForTests.started;
import static io.voxguard.featureupdate.service.CallEventsForTests.utf8;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.voxguard.function.testing.KafkaBroker;
import io.voxguard.function.testing.StoreServer;
import io.voxguard.testing.Eventually;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Batches of records from a real broker. */
@QuarkusTest
@Tag("it")
@QuarkusTestResource(value = StoreServer.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = TestSettings.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(
        value = KafkaBroker.class,
        restrictToAnnotatedClass = true,
        initArgs = @ResourceArg(name = "channel", value = "calls"))
class KafkaBindingTest {
    @Test
    void recordsAreCountedOnceEach() throws Exception {
        String caller = "+14155550107";
        Instant now = Instant.now();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", KafkaBroker.servers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < 500; i++) {
                String event =
                        i == 250 ? "nonsense" : started("k-" + i % 400, caller, now); // of 250 there is no second
                producer.send(new ProducerRecord<>("io.voxguard.calls", utf8(caller), utf8(event)));
            }
        }

        Eventually.await("all are counted", () -> calls1h(caller).equals(Optional.of(399)));
    }
}
