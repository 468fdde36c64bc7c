package io.voxguard.featureupdate.service;

import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.Router;
import io.voxguard.function.http.HttpEvents;
import io.voxguard.function.kafka.KafkaEvents;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** The bindings that the service takes events from, besides the store's stream: HTTP, and a Kafka topic if KAFKA_BOOTSTRAP_SERVERS is set. */
@ApplicationScoped
public class Bindings {
    private final KafkaEvents kafka;

    Bindings(KafkaEvents kafka) {
        this.kafka = kafka;
    }

    void http(@Observes Router router, HttpEvents http) {
        http.route(router, "/");
    }

    @Incoming("calls")
    @Blocking
    void kafka(ConsumerRecords<byte[], byte[]> records) throws InterruptedException {
        kafka.receiveAll(records);
    }
}
