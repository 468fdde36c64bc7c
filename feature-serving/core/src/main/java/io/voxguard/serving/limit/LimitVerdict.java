package io.voxguard.serving.limit;

import io.voxguard.store.StoreOutcome;
import io.voxguard.store.limit.BucketState;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Verdict on a request for tokens.
 *
 * @param outcome of the question to the store; after anything but {@link StoreOutcome#DONE} the configuration decided
 * @param buckets in the order of the group's members; empty if degraded
 */
public record LimitVerdict(LimitGroup group, boolean allowed, StoreOutcome outcome, List<BucketState> buckets) {
    /** Returns whether the store has not answered, so that the configuration decided. */
    public boolean degraded() {
        return outcome != StoreOutcome.DONE;
    }

    /** Returns the tokens left in the bucket that has fewest, of those that bind if there are any; empty if degraded. */
    public OptionalLong remaining() {
        boolean onlyBinding = buckets.stream().anyMatch(bucket -> bucket.debit().binds());
        return buckets.stream()
                .filter(bucket -> bucket.debit().binds() || !onlyBinding)
                .mapToLong(BucketState::remaining)
                .min();
    }

    /**
     * Returns the milliseconds after which the same request passes, or would pass the limits in shadow mode if only these refuse it; empty if it does now, if it
     * never will, and if degraded.
     */
    public OptionalLong retryAfterMs() {
        OptionalLong longest = OptionalLong.empty();
        for (BucketState bucket : buckets) {
            if (!bucket.passes() && (allowed || bucket.debit().binds())) {
                OptionalLong retry = bucket.retryAfterMs();
                if (retry.isEmpty()) {
                    return retry;
                }
                longest = OptionalLong.of(Math.max(longest.orElse(0), retry.getAsLong()));
            }
        }
        return longest;
    }

    /** Returns the milliseconds after which all buckets are full; empty if degraded. */
    public OptionalLong resetAfterMs() {
        return buckets.stream().mapToLong(BucketState::resetAfterMs).max();
    }

    /** Returns the first limit that had no room, one that binds before one in shadow mode; null if there is none. */
    public @Nullable RateLimit refusedBy() {
        RateLimit shadow = null;
        for (int i = 0; i < buckets.size(); i++) {
            if (!buckets.get(i).passes()) {
                RateLimit member = group.members().get(i);
                if (!member.shadow()) {
                    return member;
                }
                shadow = shadow == null ? member : shadow;
            }
        }
        return shadow;
    }

    /** Returns whether a limit in shadow mode would have refused. */
    public boolean shadowRefused() {
        for (BucketState bucket : buckets) {
            if (!bucket.passes() && !bucket.debit().binds()) {
                return true;
            }
        }
        return false;
    }
}
