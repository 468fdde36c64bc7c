package io.voxguard.function.kafka;

import io.cloudevents.CloudEvent;
import io.voxguard.function.EventHandler;
import io.voxguard.function.FunctionSettings;
import io.voxguard.function.Retries;
import io.voxguard.function.event.Outcome;
import io.voxguard.function.event.ReceivedEvent;
import io.voxguard.function.event.UnreadableEvent;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Handles records of a Kafka channel. While the function asks for a retry the partition waits, at most for {@code voxguard.function.kafka-patience}. A record that
 * fails goes to the dead-letter topic, with its cause in the header {@code dead-letter-reason}. Thread-safe.
 */
@Singleton
public final class KafkaEvents {
    private final EventHandler handler;
    private final Retries retries;
    private final FunctionSettings settings;

    KafkaEvents(EventHandler handler, Retries retries, FunctionSettings settings) {
        this.handler = handler;
        this.retries = retries;
        this.settings = settings;
    }

    /**
     * Handles a record; called by the function's {@code @Incoming} method, on a thread that may wait.
     *
     * @throws UnreadableEvent if it is not an event
     * @throws UnhandledEvent if it is rejected, or still to be retried when the patience is over
     */
    public void receive(ConsumerRecord<byte[], byte[]> record)
            throws InterruptedException, UnreadableEvent, UnhandledEvent {
        CloudEvent event = received(record).parse();
        switch (retries.run(() -> handler.handle(event), settings.kafkaPatience())) {
            case Outcome.Done done -> {}
            case Outcome.Retry retry -> throw new UnhandledEvent(retry.cause());
            case Outcome.Rejected rejected -> throw new UnhandledEvent(rejected.cause());
        }
    }

    private static ReceivedEvent received(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : record.headers()) {
            if (header.value() != null) {
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        return KafkaEventReader.received(
                Optional.of(record.topic() + "-" + record.partition() + "@" + record.offset()),
                headers,
                record.value());
    }

    /** Sends a record to the dead-letter topic. */
    public static final class UnhandledEvent extends Exception {
        private static final long serialVersionUID = 1L;

        UnhandledEvent(String cause) {
            super(cause);
        }
    }
}
