package io.voxguard.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A stream of the store that entries are appended to. Thread-safe. */
public interface EventStream extends AutoCloseable {
    /**
     * Appends entries, each with one field {@code record}, and keeps about as many as the stream was opened for. An entry is sent once: after anything
     * but {@link StoreOutcome#DONE} some may be there and some not.
     */
    CompletionStage<StoreOutcome> append(List<byte[]> records, Duration limit);

    @Override
    void close();
}
