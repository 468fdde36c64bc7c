package io.voxguard.function.lambda;

import com.amazonaws.services.lambda.runtime.events.KafkaEvent;
import com.amazonaws.services.lambda.runtime.events.KinesisEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Date;
import java.util.Optional;

/**
 * Reads single records as AWS's event classes. A batch is not read by them as a whole: one record that does not fit would fail the others. Thread-safe.
 *
 * <p>The classes have setters after Java's conventions where the payloads have AWS's names ({@code eventSourceARN}), hence names without case. Kinesis writes its
 * times as seconds with a fraction, which Jackson does not take for a Date; nothing here needs them, so that they are left out.
 */
@RegisterForReflection(
        targets = {
            SQSEvent.SQSMessage.class,
            SQSEvent.MessageAttribute.class,
            KinesisEvent.KinesisEventRecord.class,
            KinesisEvent.Record.class,
            com.amazonaws.services.lambda.runtime.events.models.kinesis.Record.class,
            KafkaEvent.KafkaEventRecord.class,
            KafkaEvent.SchemaMetadata.class
        },
        ignoreNested = true) // a service does not have these classes, and nested ones would be looked up
final class PayloadReader {
    private static final ObjectMapper MAPPER = mapper();

    private PayloadReader() {}

    private static ObjectMapper mapper() {
        ObjectMapper mapper = JsonMapper.builder()
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        mapper.configOverride(Date.class).setIsIgnoredType(true);
        return mapper;
    }

    /** Returns a record; empty if the JSON is not an object, or has a field of another type. */
    static <T> Optional<T> read(JsonNode record, Class<T> type) {
        try {
            return record.isObject() ? Optional.of(MAPPER.treeToValue(record, type)) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
