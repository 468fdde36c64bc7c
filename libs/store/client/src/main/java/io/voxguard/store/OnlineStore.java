package io.voxguard.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Store of precomputed features. Every call is asynchronous, has a time limit and a bounded queue, and is thread-safe. The outcome is a value: the stages never
 * complete with an exception because the store is slow, full or away.
 */
public interface OnlineStore {

    /**
     * Reads all keys in one round trip and passes each value to {@code sink}, in the order of the keys, before the stage completes.
     *
     * <p>After {@link StoreOutcome#TIMED_OUT} the sink may still be called, from another thread: what it writes to must not be reused.
     *
     * @param limit time until the stage completes, whatever the store does
     */
    CompletionStage<StoreOutcome> read(List<byte[]> keys, RowSink sink, Duration limit);

    /**
     * Reads the same fields of several hashes, pipelined, and passes each to {@code sink} before the stage completes; otherwise as {@link #read}.
     */
    CompletionStage<StoreOutcome> readHashes(List<byte[]> keys, HashFields fields, HashSink sink, Duration limit);

    /** Writes each event that is newer than what is stored, in the order given if keys are the same. Returns the outcome of each. */
    CompletionStage<List<EventWriteOutcome>> merge(List<? extends EventWrite> writes, Duration limit);

    /** Writes each row under its key with its TTL. After anything but {@link StoreOutcome#DONE}, some may not have been written. */
    CompletionStage<StoreOutcome> write(List<RowWrite> rows, Duration limit);

    /** Returns whether a connection is open at the moment. */
    boolean connected();
}
