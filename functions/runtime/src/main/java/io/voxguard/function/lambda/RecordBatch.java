package io.voxguard.function.lambda;

import com.amazonaws.services.lambda.runtime.events.KinesisEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.voxguard.function.event.Outcome;
import io.voxguard.function.event.ReceivedEvent;
import io.voxguard.function.lambda.BatchResponse.Failure;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Handles the payloads with {@code Records}: messages of SQS and records of Kinesis. A FIFO queue and a shard keep their order: the first item that is to be delivered
 * again takes all after it along, unhandled.
 */
final class RecordBatch {
    static final String FIELD = "Records";

    private static final String SQS = "aws:sqs";
    private static final String KINESIS = "aws:kinesis";
    private static final String FIFO = ".fifo";

    private final ObjectMapper json;

    RecordBatch(ObjectMapper json) {
        this.json = json;
    }

    /**
     * An item of a batch.
     *
     * @param id by which Lambda knows it
     * @param ordered tells if it must not be handled before those in front of it
     */
    private record Item(String id, ReceivedEvent received, boolean ordered) {}

    BatchResponse process(JsonNode records, Invocation invocation) throws InterruptedException {
        return invocation.takesBatches() ? processTogether(records, invocation) : processEach(records, invocation);
    }

    private BatchResponse processTogether(JsonNode records, Invocation invocation) throws InterruptedException {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            String path = FIELD + "[" + i + "]";
            Optional<Item> item = item(records.get(i), path);
            if (item.isEmpty()) {
                rejectMalformed(records.get(i), path, invocation);
            }
            item.ifPresent(items::add);
        }
        List<Outcome> outcomes =
                invocation.processTogether(items.stream().map(Item::received).toList());
        List<Failure> failures = new ArrayList<>();
        boolean stopped = false;
        for (int i = 0; i < items.size(); i++) {
            if (stopped || outcomes.get(i) instanceof Outcome.Retry) {
                failures.add(new Failure(items.get(i).id()));
                stopped |= items.get(i).ordered();
            }
        }
        return new BatchResponse(failures);
    }

    private BatchResponse processEach(JsonNode records, Invocation invocation) throws InterruptedException {
        List<Failure> failures = new ArrayList<>();
        boolean stopped = false;
        for (int i = 0; i < records.size(); i++) {
            String path = FIELD + "[" + i + "]";
            Optional<Item> item = item(records.get(i), path);
            if (item.isEmpty()) {
                rejectMalformed(records.get(i), path, invocation);
            } else if (stopped || invocation.process(item.get().received()) instanceof Outcome.Retry) {
                failures.add(new Failure(item.get().id()));
                stopped |= item.get().ordered();
            }
        }
        return new BatchResponse(failures);
    }

    private Optional<Item> item(JsonNode record, String path) {
        if (!record.isObject()) {
            return Optional.empty();
        }
        String source = record.path("eventSource").asText("none");
        return switch (source) {
            case SQS -> PayloadReader.read(record, SQSEvent.SQSMessage.class).map(message -> message(message, path));
            case KINESIS ->
                PayloadReader.read(record, KinesisEvent.KinesisEventRecord.class)
                        .map(shardRecord -> shardRecord(shardRecord, path));
            default -> throw InvocationFailure.unsupported(path + ".eventSource", SQS + " or " + KINESIS, source);
        };
    }

    private Item message(SQSEvent.SQSMessage message, String path) {
        String id = required(message.getMessageId(), path + ".messageId");
        String body = message.getBody() == null ? "" : message.getBody();
        String queue = String.valueOf(message.getEventSourceArn());
        return new Item(id, received(body.getBytes(StandardCharsets.UTF_8), id), queue.endsWith(FIFO));
    }

    private Item shardRecord(KinesisEvent.KinesisEventRecord record, String path) {
        KinesisEvent.Record kinesis = record.getKinesis();
        String id = required(kinesis == null ? null : kinesis.getSequenceNumber(), path + ".kinesis.sequenceNumber");
        return new Item(id, received(bytes(kinesis.getData()), id), true);
    }

    private ReceivedEvent received(byte[] text, String id) {
        return EventBridgeEvents.receivedOrStructured(text, id, json);
    }

    private static byte[] bytes(@Nullable ByteBuffer data) {
        byte[] bytes = new byte[data == null ? 0 : data.remaining()];
        if (data != null) {
            data.get(bytes);
        }
        return bytes;
    }

    private static String required(@Nullable String id, String path) {
        if (id == null) {
            throw InvocationFailure.unsupported(path, "a text", "none");
        }
        return id;
    }

    /** A record without an id cannot be named among the failures. */
    private static void rejectMalformed(JsonNode record, String path, Invocation invocation)
            throws InterruptedException {
        ReceivedEvent malformed = ReceivedEvent.malformed(
                record.toString().getBytes(StandardCharsets.UTF_8),
                Optional.of(path),
                path + ": expected a message or a record, got " + record.getNodeType());
        if (invocation.process(malformed) instanceof Outcome.Retry retry) {
            throw new InvocationFailure(retry.cause());
        }
    }
}
