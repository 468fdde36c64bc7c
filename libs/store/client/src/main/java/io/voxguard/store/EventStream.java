package io.voxguard.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Stream of the store that entries are appended to. Thread-safe. */
public interface EventStream extends AutoCloseable {
    /**
     * Appends entries, each with one field {@code record}, and trims the stream to about the length it was opened with. Entries are sent once: after anything but
     * {@link StoreOutcome#DONE}, some may have been appended.
     */
    CompletionStage<StoreOutcome> append(List<byte[]> records, Duration limit);

    @Override
    void close();
}
