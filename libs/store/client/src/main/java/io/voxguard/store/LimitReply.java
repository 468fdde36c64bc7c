package io.voxguard.store;

import io.voxguard.store.limit.BucketState;
import java.util.List;

/**
 * Reply to a check of rate limits.
 *
 * @param outcome after anything but {@link StoreOutcome#DONE} the tokens may have been taken or not
 * @param admitted whether all buckets that bind had room; false unless DONE
 * @param buckets in the order of the check's debits; empty unless DONE
 */
public record LimitReply(StoreOutcome outcome, boolean admitted, List<BucketState> buckets) {
    /** Returns the reply to a check that the store has not answered. */
    public static LimitReply unanswered(StoreOutcome outcome) {
        return new LimitReply(outcome, false, List.of());
    }
}
