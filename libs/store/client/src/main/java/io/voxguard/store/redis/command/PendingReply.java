package io.voxguard.store.redis.command;

import io.voxguard.store.StoreOutcome;
import java.util.concurrent.CompletableFuture;

/** Outcome of a command, or TIMED_OUT once its deadline has passed: see {@link Deadlines}. */
final class PendingReply extends CompletableFuture<StoreOutcome> {
    final long deadlineNanos;
    /** Index in the {@link DeadlineHeap}; negative while it is not in it. */
    int heapIndex = -1;

    PendingReply(long deadlineNanos) {
        this.deadlineNanos = deadlineNanos;
    }
}
