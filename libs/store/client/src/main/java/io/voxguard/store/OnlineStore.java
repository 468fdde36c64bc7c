package io.voxguard.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The store of precomputed features. Every call is asynchronous, bounded in time and in what it may queue, and thread-safe.
 * How it went is a value: the stages never complete with an exception for a store that is slow, full or away.
 */
public interface OnlineStore {

    /**
     * Reads all keys in one round trip and shows each value to {@code sink}, in the order of the keys, before the stage completes.
     *
     * <p>After {@link StoreOutcome#TIMED_OUT} the sink may still be called, from another thread: let it own what it writes to.
     *
     * @param limit from now until the stage completes, whatever the store does
     */
    CompletionStage<StoreOutcome> read(List<byte[]> keys, RowSink sink, Duration limit);

    /**
     * Reads the same fields of several hashes, pipelined, and shows each to {@code sink} before the stage completes; otherwise as
     * {@link #read}.
     */
    CompletionStage<StoreOutcome> readHashes(List<byte[]> keys, HashFields fields, HashSink sink, Duration limit);

    /** Writes what is newer than what is stored, in the order given where keys are the same. Says of each what became of it. */
    CompletionStage<List<EventWriteOutcome>> merge(List<? extends EventWrite> writes, Duration limit);

    /** Writes each row under its key with its TTL. Anything but {@link StoreOutcome#DONE} means that some may not have been written. */
    CompletionStage<StoreOutcome> write(List<RowWrite> rows, Duration limit);

    /** Whether there is a connection at the moment. */
    boolean connected();
}
