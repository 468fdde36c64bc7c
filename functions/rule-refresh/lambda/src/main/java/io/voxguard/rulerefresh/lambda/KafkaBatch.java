package io.voxguard.rulerefresh.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.voxguard.rulerefresh.app.Change.Handled;
import io.voxguard.rulerefresh.app.Intake.Came;
import io.voxguard.rulerefresh.lambda.Answer.Failure;
import io.voxguard.rulerefresh.lambda.Answer.Position;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Records of Kafka, by partition. A partition goes on at the first that has to come again; the others do not wait for it. */
final class KafkaBatch {
    /** Amazon MSK's, and of one's own brokers. */
    static final Set<String> SOURCES = Set.of("aws:kafka", "SelfManagedKafka");

    private static final String CONTENT_TYPE = "content-type";
    private static final String STRUCTURED = "application/cloudevents";
    private static final String ATTRIBUTE = "ce_";
    private static final String VERSION = ATTRIBUTE + "specversion";

    private final Events events;

    KafkaBatch(Events events) {
        this.events = events;
    }

    Answer take(JsonNode partitions, Invocation invocation) throws InterruptedException {
        List<Failure> failures = new ArrayList<>();
        for (Map.Entry<String, JsonNode> partition : partitions.properties()) {
            if (!partition.getValue().isArray()) {
                throw UndoneInvocation.unknown(
                        "records." + partition.getKey(),
                        "an array",
                        partition.getValue().toString());
            }
            for (JsonNode record : partition.getValue()) {
                if (!record.isObject()) {
                    hole(partition.getKey(), record, invocation);
                    continue;
                }
                Position position = position(partition.getKey(), record);
                if (invocation.take(came(position, record)) instanceof Handled.Later) {
                    failures.add(new Failure(position));
                    break;
                }
            }
        }
        return new Answer(failures);
    }

    /** What has no offset cannot be named among the failures. */
    private void hole(String partition, JsonNode record, Invocation invocation) throws InterruptedException {
        if (invocation.take(events.hole(record, "records." + partition, "a record")) instanceof Handled.Later later) {
            throw new UndoneInvocation(later.cause());
        }
    }

    private static Position position(String partition, JsonNode record) {
        JsonNode offset = record.path("offset");
        if (!offset.isIntegralNumber()) {
            throw UndoneInvocation.unknown("records." + partition + ".offset", "an integer", offset.toString());
        }
        return new Position(partition, offset.longValue());
    }

    private Came came(Position position, JsonNode record) {
        String value = record.path("value").asText("");
        byte[] bytes = decoded(value);
        Map<String, String> headers = headers(record.path("headers"));
        return new Came(
                bytes,
                Optional.of(position.partition() + "@" + position.offset()),
                () -> headers.getOrDefault(CONTENT_TYPE, "")
                                        .toLowerCase(Locale.ROOT)
                                        .startsWith(STRUCTURED)
                                || !headers.containsKey(VERSION)
                        ? events.structured(bytes)
                        : binary(headers, bytes));
    }

    private static byte[] decoded(String value) {
        try {
            return Base64.getDecoder().decode(value);
        } catch (IllegalArgumentException e) {
            return value.getBytes(StandardCharsets.UTF_8); // no event either, and kept as it came
        }
    }

    private static CloudEvent binary(Map<String, String> headers, byte[] value) {
        CloudEventBuilder event = CloudEventBuilder.fromSpecVersion(SpecVersion.parse(headers.get(VERSION)));
        headers.forEach((name, text) -> {
            if (name.startsWith(ATTRIBUTE) && !name.equals(VERSION)) {
                event.withContextAttribute(name.substring(ATTRIBUTE.length()), text);
            }
        });
        String type = headers.get(CONTENT_TYPE);
        if (type != null) {
            event.withDataContentType(type);
        }
        return event.withData(value).build();
    }

    /** A list of maps, each of a name to its bytes. */
    private static Map<String, String> headers(JsonNode list) {
        Map<String, String> headers = new TreeMap<>();
        for (JsonNode header : list) {
            header.properties()
                    .forEach(one -> headers.put(one.getKey().toLowerCase(Locale.ROOT), text(one.getValue())));
        }
        return headers;
    }

    private static String text(JsonNode bytes) {
        byte[] text = new byte[bytes.size()];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) bytes.get(i).asInt();
        }
        return new String(text, StandardCharsets.UTF_8);
    }
}
