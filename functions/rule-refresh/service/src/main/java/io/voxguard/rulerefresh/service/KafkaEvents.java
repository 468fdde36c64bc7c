package io.voxguard.rulerefresh.service;

import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Reads events as the Kafka binding of CloudEvents 1.0.2 writes them. What is wrong with one is a RuntimeException that says so. */
final class KafkaEvents {
    private static final String EVENTS = "application/cloudevents";
    private static final String JSON = "application/cloudevents+json";
    private static final JsonFormat FORMAT = new JsonFormat();

    private KafkaEvents() {}

    static @Nullable CloudEvent read(ConsumerRecord<byte[], byte[]> record) {
        String type = mediaType(record);
        if (!type.startsWith(EVENTS)) {
            return KafkaMessageFactory.createReader(record.headers(), record.value())
                    .toEvent();
        }
        if (!type.equals(JSON)) {
            throw new IllegalArgumentException("content-type: expected " + JSON + ", got " + type);
        }
        if (record.value() == null) {
            throw new IllegalArgumentException("value: expected an event, got none");
        }
        return FORMAT.deserialize(record.value());
    }

    /** Media types have no case. */
    private static String mediaType(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader("content-type");
        if (header == null || header.value() == null) {
            return "";
        }
        String type = new String(header.value(), StandardCharsets.UTF_8);
        return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
