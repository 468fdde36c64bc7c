package io.voxguard.store;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Counters of time windows. Asynchronous, with a time limit and a bounded queue, as {@link OnlineStore}. Thread-safe. */
public interface Counters {
    /**
     * Adds one to a counter, which expires {@code ttl} after its first one: both in one step, so that no counter stays for ever. Sent once: after anything but
     * {@link StoreOutcome#DONE} it may have been counted or not.
     */
    CompletionStage<Count> increment(byte[] key, Duration ttl, Duration limit);

    /**
     * Outcome of an increment.
     *
     * @param value of the counter after it; 0 unless {@link StoreOutcome#DONE}
     */
    record Count(StoreOutcome outcome, long value) {}
}
