package io.voxguard.store.redis;

import io.lettuce.core.StreamMessage;
import io.voxguard.store.EventLog.Entry;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Entries of streams that have one field, {@code record}. */
final class StreamEntries {
    static final byte[] RECORD = "record".getBytes(StandardCharsets.US_ASCII);

    private StreamEntries() {}

    /** Returns the entries that are in the stream: a pending one that was deleted comes without its fields. */
    static List<Entry> present(List<StreamMessage<byte[], byte[]>> messages) {
        return messages.stream()
                .filter(message -> !isDeleted(message))
                .map(message -> new Entry(message.getId(), record(message.getBody())))
                .toList();
    }

    /** Returns the ids of those that are not. */
    static List<String> deleted(List<StreamMessage<byte[], byte[]>> messages) {
        return messages.stream()
                .filter(StreamEntries::isDeleted)
                .map(StreamMessage::getId)
                .toList();
    }

    private static boolean isDeleted(StreamMessage<byte[], byte[]> message) {
        return message.getBody() == null || message.getBody().isEmpty();
    }

    private static byte[] record(Map<byte[], byte[]> fields) {
        return fields.entrySet().stream()
                .filter(field -> Arrays.equals(field.getKey(), RECORD))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(new byte[0]);
    }
}
