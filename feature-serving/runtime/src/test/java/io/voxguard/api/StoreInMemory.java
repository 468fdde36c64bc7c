package io.voxguard.api;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Packed rows in memory, for units that need a store and none of its faults. */
public final class StoreInMemory implements OnlineStore {
    private final Map<String, byte[]> rows = new HashMap<>();
    private final boolean connected;

    public StoreInMemory(boolean connected) {
        this.connected = connected;
    }

    @Override
    public CompletionStage<StoreOutcome> read(List<byte[]> keys, RowSink sink, Duration limit) {
        for (int i = 0; i < keys.size(); i++) {
            byte[] row = rows.get(new String(keys.get(i), StandardCharsets.UTF_8));
            sink.row(i, row == null ? null : ByteBuffer.wrap(row));
        }
        return CompletableFuture.completedStage(StoreOutcome.DONE);
    }

    @Override
    public CompletionStage<StoreOutcome> write(List<RowWrite> written, Duration limit) {
        written.forEach(row -> rows.put(new String(row.key(), StandardCharsets.UTF_8), row.row()));
        return CompletableFuture.completedStage(StoreOutcome.DONE);
    }

    @Override
    public CompletionStage<StoreOutcome> readHashes(
            List<byte[]> keys, HashFields fields, HashSink sink, Duration limit) {
        throw new UnsupportedOperationException("packed rows only");
    }

    @Override
    public CompletionStage<List<EventWriteOutcome>> merge(List<? extends EventWrite> writes, Duration limit) {
        throw new UnsupportedOperationException("packed rows only");
    }

    @Override
    public boolean connected() {
        return connected;
    }
}
