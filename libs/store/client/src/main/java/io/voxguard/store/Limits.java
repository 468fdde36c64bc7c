package io.voxguard.store;

import io.voxguard.store.limit.Check;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Rate limits that all replicas share. The store's clock is the only one that counts. Asynchronous, with a time limit and a bounded queue, as {@link OnlineStore};
 * the stages never complete with an exception because the store is slow, full or away. Thread-safe.
 */
public interface Limits {
    /**
     * Checks limits in one round trip, each check as a whole, in their order. Sent once: a check in flight when its connection is lost is not repeated.
     *
     * @return a reply for each check
     */
    CompletionStage<List<LimitReply>> check(List<Check> checks, Duration limit);

    /** Fills buckets: removes them. */
    CompletionStage<StoreOutcome> reset(List<byte[]> keys, Duration limit);
}
