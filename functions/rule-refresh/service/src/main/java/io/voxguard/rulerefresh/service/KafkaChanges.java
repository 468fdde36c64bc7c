package io.voxguard.rulerefresh.service;

import io.cloudevents.CloudEvent;
import io.smallrye.common.annotation.Blocking;
import io.voxguard.rulerefresh.app.Change;
import io.voxguard.rulerefresh.app.Change.Handled;
import io.voxguard.rulerefresh.app.RulesSettings;
import io.voxguard.rulerefresh.app.UnreadableEvent;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Events from a Kafka topic, binary or structured; on where KAFKA_BOOTSTRAP_SERVERS is set. What no try can do anything with goes to the dead-letter topic, with
 * its cause in the header {@code dead-letter-reason}; while database or store do not answer, the partition waits.
 */
@ApplicationScoped
public class KafkaChanges {
    private final Change change;
    private final RulesSettings settings;

    KafkaChanges(Change change, RulesSettings settings) {
        this.change = change;
        this.settings = settings;
    }

    @Incoming("rules-changed")
    @Blocking
    void take(ConsumerRecord<byte[], byte[]> record) throws InterruptedException, UndeliverableEvent, UnreadableEvent {
        CloudEvent event = UnreadableEvent.read(() -> KafkaEvents.read(record));
        long until = System.nanoTime() + settings.kafkaPatience().toNanos();
        Handled handled = change.handle(event);
        while (handled instanceof Handled.Later later) {
            if (System.nanoTime() > until) {
                throw new UndeliverableEvent(later.cause());
            }
            handled = change.handle(event);
        }
        if (handled instanceof Handled.Dead dead) {
            throw new UndeliverableEvent(dead.cause());
        }
    }

    /** Sends a record to the dead-letter topic. */
    static final class UndeliverableEvent extends Exception {
        private static final long serialVersionUID = 1L;

        UndeliverableEvent(String cause) {
            super(cause);
        }
    }
}
