package io.voxguard.fanout.send.kafka;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.voxguard.fanout.destination.Format;
import io.voxguard.fanout.event.FanoutEvent;
import io.voxguard.fanout.send.AttributeText;
import io.voxguard.fanout.send.DeliveryResult;
import io.voxguard.fanout.send.Sender;
import io.voxguard.function.event.CloudEventReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends events to a Kafka topic; the record's key is the ordering key. Delivered when all in-sync replicas have the record. Thread-safe. */
public final class TopicSender implements Sender {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final String topic;
    private final Format format;
    private final KafkaProducer<byte[], byte[]> producer;
    /** Sending waits for the topic's metadata: not on the caller's thread. */
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** @param settings of the producer: at least the brokers */
    public TopicSender(String topic, Format format, Duration timeout, Map<String, String> settings) {
        this.topic = topic;
        this.format = format;
        Map<String, Object> all = new HashMap<>();
        int timeoutMs = Math.toIntExact(timeout.toMillis());
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        int lingerMs = Math.min(1, timeoutMs - 1); // a batch is handed over record by record, and is one request
        all.put(ProducerConfig.LINGER_MS_CONFIG, Integer.toString(lingerMs));
        all.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
        all.putAll(settings);
        all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Integer.toString(timeoutMs));
        all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Integer.toString(timeoutMs - lingerMs));
        all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.toString(timeoutMs));
        this.producer = new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public CompletionStage<DeliveryResult> send(List<FanoutEvent> events) {
        BatchResult result = new BatchResult(events.size());
        threads.execute(() -> events.forEach(event -> send(event, result)));
        return result.whole();
    }

    private void send(FanoutEvent event, BatchResult result) {
        try {
            producer.send(record(event), (metadata, failure) -> result.add(result(failure)));
        } catch (RuntimeException e) {
            result.add(result(e));
        }
    }

    private static DeliveryResult result(@Nullable Exception failure) {
        return switch (failure) {
            case null -> DeliveryResult.delivered();
            case RecordTooLargeException tooLarge -> DeliveryResult.rejected("Kafka: " + tooLarge.getMessage());
            case InvalidTopicException invalid -> DeliveryResult.rejected("Kafka: " + invalid.getMessage());
            default -> DeliveryResult.retry("Kafka: " + failure);
        };
    }

    private ProducerRecord<byte[], byte[]> record(FanoutEvent event) {
        byte[] key = utf8(event.orderingKey());
        if (format == Format.STRUCTURED) {
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key, event.structured());
            record.headers().add("content-type", utf8(CloudEventReader.JSON));
            return record;
        }
        CloudEventData data = event.event().getData();
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, key, data == null ? new byte[0] : data.toBytes());
        CloudEvent attributes = event.event();
        attributes.getAttributeNames().forEach(name -> {
            boolean contentType = name.equals("datacontenttype");
            record.headers()
                    .add(
                            contentType ? "content-type" : "ce_" + name,
                            utf8(AttributeText.of(attributes.getAttribute(name))));
        });
        attributes.getExtensionNames().forEach(name -> record.headers()
                .add("ce_" + name, utf8(AttributeText.of(attributes.getExtension(name)))));
        return record;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        producer.close(CLOSE_TIMEOUT);
    }
}
