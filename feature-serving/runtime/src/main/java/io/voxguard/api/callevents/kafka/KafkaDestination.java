package io.voxguard.api.callevents.kafka;

import io.voxguard.serving.callevent.CallEvent;
import io.voxguard.serving.callevent.CallEventJson;
import io.voxguard.serving.callevent.EventType;
import io.voxguard.serving.outbox.Destination;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Topics of Kafka, one for each type of event; the record's key is the event's {@code partitionkey}. The producer is made with the first event, so that a
 * start does not wait for brokers, and made anew after a failure: what it had not sent by then comes again.
 */
public final class KafkaDestination implements Destination<CallEvent> {
    private static final byte[] CONTENT_TYPE = CallEventJson.MEDIA_TYPE.getBytes(StandardCharsets.US_ASCII);
    private static final Duration CLOSING_LIMIT = Duration.ofSeconds(1);

    private final CallEventJson json;
    private final Map<EventType, String> topics;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private @Nullable Producer<byte[], byte[]> producer;

    /**
     * @param servers as {@code host:port,…}
     * @param file further settings of the producer
     * @throws IllegalArgumentException when the file cannot be read
     */
    public static KafkaDestination to(
            String servers, Optional<Path> file, Map<EventType, String> topics, CallEventJson json) {
        Map<String, Object> settings = ProducerSettings.of(servers, file);
        return new KafkaDestination(
                json,
                topics,
                () -> new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    KafkaDestination(CallEventJson json, Map<EventType, String> topics, Supplier<Producer<byte[], byte[]>> producers) {
        this.json = json;
        this.topics = topics;
        this.producers = producers;
    }

    @Override
    public List<CallEvent> deliver(List<CallEvent> batch) throws Exception {
        if (producer == null) {
            producer = producers.get();
        }
        try {
            return send(producer, batch);
        } catch (Exception e) {
            close(Duration.ZERO);
            throw e;
        }
    }

    private List<CallEvent> send(Producer<byte[], byte[]> to, List<CallEvent> batch)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<Future<RecordMetadata>> sent = new ArrayList<>(batch.size());
        List<CallEvent> rejected = new ArrayList<>();
        for (CallEvent event : batch) {
            Future<RecordMetadata> one = to.send(record(event));
            if (one.isDone()) { // it may have failed: without brokers each would wait as long as the first
                isAccepted(one);
            }
            sent.add(one);
        }
        to.flush();
        for (int i = 0; i < sent.size(); i++) {
            if (!isAccepted(sent.get(i))) {
                rejected.add(batch.get(i));
            }
        }
        return rejected;
    }

    private ProducerRecord<byte[], byte[]> record(CallEvent event) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topics.get(event.type()), json.key(event).getBytes(StandardCharsets.UTF_8), json.write(event));
        record.headers().add(new RecordHeader("content-type", CONTENT_TYPE));
        return record;
    }

    /** Waits for a record. Returns false if no broker will ever take it. */
    private static boolean isAccepted(Future<RecordMetadata> sent)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            sent.get(ProducerSettings.DELIVERY_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RecordTooLargeException) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        close(CLOSING_LIMIT);
    }

    private void close(Duration limit) {
        Producer<byte[], byte[]> open = producer;
        producer = null;
        if (open != null) {
            open.close(limit);
        }
    }
}
