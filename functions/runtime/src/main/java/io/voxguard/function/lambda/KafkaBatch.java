package io.voxguard.function.lambda;

import com.amazonaws.services.lambda.runtime.events.KafkaEvent.KafkaEventRecord;
import com.fasterxml.jackson.databind.JsonNode;
import io.voxguard.function.event.Outcome;
import io.voxguard.function.event.ReceivedEvent;
import io.voxguard.function.kafka.KafkaEventReader;
import io.voxguard.function.lambda.BatchResponse.Failure;
import io.voxguard.function.lambda.BatchResponse.Position;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Handles Kafka records, by partition: each is delivered again from its first record that has to be; the others go on. */
final class KafkaBatch {
    static final String FIELD = "records";

    /** Amazon MSK, and self-managed brokers. */
    private static final Set<String> SOURCES = Set.of("aws:kafka", "SelfManagedKafka");

    private KafkaBatch() {}

    static BatchResponse process(JsonNode payload, Invocation invocation) throws InterruptedException {
        String source = payload.path("eventSource").asText("none");
        if (!SOURCES.contains(source)) {
            throw InvocationFailure.unsupported("eventSource", "one of " + SOURCES, source);
        }
        List<Failure> failures = new ArrayList<>();
        for (Map.Entry<String, JsonNode> partition : payload.path(FIELD).properties()) {
            String path = FIELD + "." + partition.getKey();
            if (!partition.getValue().isArray()) {
                throw InvocationFailure.unsupported(
                        path, "an array", partition.getValue().toString());
            }
            if (invocation.takesBatches()) {
                processTogether(partition.getValue(), partition.getKey(), path, invocation)
                        .ifPresent(failures::add);
                continue;
            }
            for (JsonNode record : partition.getValue()) {
                if (!record.isObject()) {
                    rejectMalformed(record, path, invocation);
                    continue;
                }
                Position position = position(record, partition.getKey(), path);
                if (invocation.process(received(record, position, path)) instanceof Outcome.Retry) {
                    failures.add(new Failure(position));
                    break;
                }
            }
        }
        return new BatchResponse(failures);
    }

    /** Returns the first record of a partition that is to be delivered again. */
    private static Optional<Failure> processTogether(
            JsonNode records, String partition, String path, Invocation invocation) throws InterruptedException {
        List<Position> positions = new ArrayList<>();
        List<ReceivedEvent> received = new ArrayList<>();
        for (JsonNode record : records) {
            if (record.isObject()) {
                positions.add(position(record, partition, path));
                received.add(received(record, positions.getLast(), path));
            } else {
                rejectMalformed(record, path, invocation);
            }
        }
        List<Outcome> outcomes = invocation.processTogether(received);
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof Outcome.Retry) {
                return Optional.of(new Failure(positions.get(i)));
            }
        }
        return Optional.empty();
    }

    /** A record without an offset cannot be named among the failures. */
    private static void rejectMalformed(JsonNode record, String path, Invocation invocation)
            throws InterruptedException {
        if (invocation.process(malformed(record, Optional.of(path), path)) instanceof Outcome.Retry retry) {
            throw new InvocationFailure(retry.cause());
        }
    }

    private static ReceivedEvent malformed(JsonNode record, Optional<String> id, String path) {
        return ReceivedEvent.malformed(
                record.toString().getBytes(StandardCharsets.UTF_8),
                id,
                path + ": expected a record, got " + record.getNodeType());
    }

    private static Position position(JsonNode record, String partition, String path) {
        JsonNode offset = record.path("offset");
        if (!offset.isIntegralNumber()) {
            throw InvocationFailure.unsupported(path + ".offset", "an integer", offset.toString());
        }
        return new Position(partition, offset.longValue());
    }

    private static ReceivedEvent received(JsonNode record, Position position, String path) {
        Optional<String> id = Optional.of(position.partition() + "@" + position.offset());
        return PayloadReader.read(record, KafkaEventRecord.class)
                .map(read -> KafkaEventReader.received(id, headers(read), value(read)))
                .orElseGet(() -> malformed(record, id, path));
    }

    private static byte[] value(KafkaEventRecord record) {
        String value = record.getValue() == null ? "" : record.getValue();
        try {
            return Base64.getDecoder().decode(value);
        } catch (IllegalArgumentException e) {
            return value.getBytes(StandardCharsets.UTF_8); // not an event either, and kept as received
        }
    }

    private static Map<String, String> headers(KafkaEventRecord record) {
        Map<String, String> headers = new HashMap<>();
        if (record.getHeaders() != null) {
            record.getHeaders()
                    .forEach(header -> header.forEach(
                            (name, bytes) -> headers.put(name, new String(bytes, StandardCharsets.UTF_8))));
        }
        return headers;
    }
}
