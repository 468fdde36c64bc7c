package io.voxguard.serving.feature;

import io.voxguard.store.EventWrite;
import io.voxguard.store.EventWriteOutcome;
import io.voxguard.store.HashFields;
import io.voxguard.store.HashSink;
import io.voxguard.store.OnlineStore;
import io.voxguard.store.RowSink;
import io.voxguard.store.RowWrite;
import io.voxguard.store.StoreOutcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Rows and hashes in memory; remembers what it was asked. */
public final class MemoryStore implements OnlineStore {
    /** By key in Latin-1, so that any bytes are a text. */
    public final Map<String, byte[]> rows = new HashMap<>();

    public final Map<String, Map<String, byte[]>> hashes = new HashMap<>();
    public final List<EventWrite> merged = new ArrayList<>();
    /** How many keys each read and each write had. */
    public final List<Integer> asked = new ArrayList<>();

    public StoreOutcome outcome = StoreOutcome.DONE;
    public EventWriteOutcome written = EventWriteOutcome.WRITTEN;

    public static String text(byte[] key) {
        return new String(key, StandardCharsets.ISO_8859_1);
    }

    /** Puts a field into a hash. */
    public void put(byte[] key, byte[] field, byte[] value) {
        hashes.computeIfAbsent(text(key), any -> new HashMap<>()).put(text(field), value);
    }

    @Override
    public CompletionStage<StoreOutcome> read(List<byte[]> keys, RowSink sink, Duration limit) {
        asked.add(keys.size());
        for (int i = 0; outcome == StoreOutcome.DONE && i < keys.size(); i++) {
            byte[] row = rows.get(text(keys.get(i)));
            sink.row(i, row == null ? null : ByteBuffer.wrap(row));
        }
        return CompletableFuture.completedStage(outcome);
    }

    @Override
    public CompletionStage<StoreOutcome> readHashes(
            List<byte[]> keys, HashFields fields, HashSink sink, Duration limit) {
        asked.add(keys.size());
        List<String> names = names(fields);
        for (int i = 0; outcome == StoreOutcome.DONE && i < keys.size(); i++) {
            if (rows.containsKey(text(keys.get(i)))) {
                sink.notAHash(i);
                continue;
            }
            Map<String, byte[]> hash = hashes.getOrDefault(text(keys.get(i)), Map.of());
            for (int field = 0; field < names.size(); field++) {
                byte[] value = hash.get(names.get(field));
                sink.field(i, field, value == null ? null : ByteBuffer.wrap(value));
            }
        }
        return CompletableFuture.completedStage(outcome);
    }

    /** The fields' names, out of the arguments of a RESP command. */
    private static List<String> names(HashFields fields) {
        List<String> names = new ArrayList<>();
        String encoded = text(fields.encoded());
        for (int at = 0; at < encoded.length(); ) {
            int end = encoded.indexOf("\r\n", at);
            int length = Integer.parseInt(encoded.substring(at + 1, end));
            names.add(encoded.substring(end + 2, end + 2 + length));
            at = end + 2 + length + 2;
        }
        return names;
    }

    @Override
    public CompletionStage<List<EventWriteOutcome>> merge(List<? extends EventWrite> writes, Duration limit) {
        asked.add(writes.size());
        merged.addAll(writes);
        return CompletableFuture.completedStage(
                writes.stream().map(write -> written).toList());
    }

    @Override
    public CompletionStage<StoreOutcome> write(List<RowWrite> some, Duration limit) {
        some.forEach(row -> rows.put(text(row.key()), row.row()));
        return CompletableFuture.completedStage(StoreOutcome.DONE);
    }

    @Override
    public boolean connected() {
        return outcome == StoreOutcome.DONE;
    }
}
