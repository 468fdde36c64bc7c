package io.voxguard.store;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Counts that live for a while: so many in this window. Asynchronous, bounded in time and in what may queue, as an {@link OnlineStore}. Thread-safe. */
public interface Counters {
    /**
     * Adds one, and has the counter expire {@code ttl} after its first one: both in one step, so that no counter stays for ever. Sent once: after anything
     * but {@link StoreOutcome#DONE} it may have been counted or not.
     */
    CompletionStage<Count> increment(byte[] key, Duration ttl, Duration limit);

    /** How it went; where it is done, what the counter is at now. */
    record Count(StoreOutcome outcome, long value) {}
}
