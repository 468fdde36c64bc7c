package io.voxguard.serving.feature;

import io.voxguard.catalogue.number.NumberRanges;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.limit.LimitVerdict;
import io.voxguard.store.CallsInProgress.Kind;
import io.voxguard.store.limit.BucketState;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a limit that calls are scored under: {@code limit_<name>_exceeded} or {@code limit_<name>_remaining}, {@code docs/limits.md} says what they mean.
 *
 * @param limit its name as part of an identifier
 */
record LimitFeature(String limit, Outcome outcome) implements RequestValue {
    private static final String PREFIX = "limit_";

    /** What is said of a limit. */
    enum Outcome {
        EXCEEDED("_exceeded"),
        REMAINING("_remaining");

        private final String suffix;

        Outcome(String suffix) {
            this.suffix = suffix;
        }
    }

    /** Returns the feature of that name; null if it is not a limit's. */
    static @Nullable LimitFeature named(String name) {
        for (Outcome outcome : Outcome.values()) {
            int length = name.length() - PREFIX.length() - outcome.suffix.length();
            if (length > 0 && name.startsWith(PREFIX) && name.endsWith(outcome.suffix)) {
                return new LimitFeature(name.substring(PREFIX.length(), PREFIX.length() + length), outcome);
            }
        }
        return null;
    }

    /** Returns the value for a call; NaN if the limit was not asked about it, or the store did not answer. */
    @Override
    public float of(Call call, NumberRanges ranges, FeatureRows rows, int row) {
        LimitVerdict verdict = rows.limits().of(row);
        int member =
                verdict == null || verdict.degraded() ? -1 : verdict.group().indexOf(limit);
        if (verdict == null || member < 0) {
            return Float.NaN;
        }
        BucketState bucket = verdict.buckets().get(member);
        return switch (outcome) {
            case EXCEEDED -> bucket.passes() ? 0 : 1;
            case REMAINING -> bucket.remaining();
        };
    }

    @Override
    public @Nullable Kind counted() {
        return null;
    }

    @Override
    public boolean isAsked() {
        return true;
    }
}
