package io.voxguard.score.service;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.Router;
import io.voxguard.function.FunctionSettings;
import io.voxguard.function.http.HttpEvents;
import io.voxguard.function.kafka.KafkaEvents;
import io.voxguard.score.AnswerDestination;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** The bindings that the service takes events from, besides the store's stream: HTTP, which has the answer in its reply, and a Kafka topic if KAFKA_BOOTSTRAP_SERVERS is set. */
@ApplicationScoped
public class Bindings {
    private static final int BEFORE_READERS = 2;
    private static final String ENABLED = "mp.messaging.incoming.calls.enabled";

    private final KafkaEvents kafka;

    Bindings(KafkaEvents kafka) {
        this.kafka = kafka;
    }

    void start(
            @Observes @Priority(BEFORE_READERS) StartupEvent starting,
            AnswerDestination answers,
            FunctionSettings settings,
            @ConfigProperty(name = ENABLED, defaultValue = "true") boolean readsTopic) {
        if (readsTopic) {
            answers.require("a topic (" + ENABLED + ")");
        }
        settings.stream()
                .filter(stream -> !stream.isBlank())
                .ifPresent(stream -> answers.require("a stream (voxguard.function.stream)"));
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
