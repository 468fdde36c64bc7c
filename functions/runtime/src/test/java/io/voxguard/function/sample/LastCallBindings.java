package io.voxguard.function.sample;

import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.Router;
import io.voxguard.function.event.UnreadableEvent;
import io.voxguard.function.http.HttpEvents;
import io.voxguard.function.kafka.KafkaEvents;
import io.voxguard.function.kafka.KafkaEvents.UnhandledEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** The service's bindings besides the store's stream, which needs a setting only. */
@ApplicationScoped
public class LastCallBindings {
    private final KafkaEvents kafka;

    LastCallBindings(KafkaEvents kafka) {
        this.kafka = kafka;
    }

    void http(@Observes Router router, HttpEvents http) {
        http.route(router, "/");
    }

    @Incoming("calls")
    @Blocking
    void kafka(ConsumerRecord<byte[], byte[]> record) throws InterruptedException, UnreadableEvent, UnhandledEvent {
        kafka.receive(record);
    }
}
