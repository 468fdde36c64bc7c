package io.voxguard.function.kafka;

import io.cloudevents.CloudEvent;
import io.voxguard.function.EventHandler;
import io.voxguard.function.EventProcessor;
import io.voxguard.function.FunctionSettings;
import io.voxguard.function.Retries;
import io.voxguard.function.event.Outcome;
import io.voxguard.function.event.ReceivedEvent;
import io.voxguard.function.event.UnreadableEvent;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.header.Header;
import org.jboss.logging.Logger;

/**
 * Handles records of a Kafka channel. While the function asks for a retry the partition waits, at most for {@code voxguard.function.kafka-patience}. A record that
 * fails goes to the dead-letter topic, with its cause in the header {@code dead-letter-reason}. Thread-safe.
 */
@Singleton
public final class KafkaEvents {
    private static final Logger LOG = Logger.getLogger(KafkaEvents.class);

    private final EventHandler handler;
    private final Retries retries;
    private final FunctionSettings settings;
    private final EventProcessor processor;

    KafkaEvents(EventHandler handler, Retries retries, FunctionSettings settings, EventProcessor processor) {
        this.handler = handler;
        this.retries = retries;
        this.settings = settings;
        this.processor = processor;
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

    /**
     * Handles the records of a poll together, for a {@link io.voxguard.function.BatchEventHandler} and a channel with {@code batch=true}. Rejected ones are kept as dead
     * letters in the store. Returns when all are handled or kept: their partitions wait until then, and after a restart they are delivered again.
     */
    public void receiveAll(ConsumerRecords<byte[], byte[]> records) throws InterruptedException {
        List<ReceivedEvent> open = new ArrayList<>();
        records.forEach(record -> open.add(received(record)));
        while (!open.isEmpty()) {
            List<Outcome> outcomes = processor.processTogether(List.copyOf(open), settings.kafkaPatience());
            String cause = "";
            for (int i = outcomes.size() - 1; i >= 0; i--) {
                if (outcomes.get(i) instanceof Outcome.Retry retry) {
                    cause = retry.cause();
                } else {
                    open.remove(i);
                }
            }
            if (!open.isEmpty()) {
                LOG.warnf("%d Kafka records wait: %s", open.size(), cause);
            }
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
