package io.voxguard.store.limit;

import java.util.List;
import java.util.OptionalLong;

/**
 * Bucket after a check.
 *
 * @param passes whether its windows had room for the cost
 * @param nowMicros the store's time
 * @param times for each window the microseconds since 1970 at which it is full again, and the numerator of a fraction of one more
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record BucketState(Debit debit, boolean passes, long nowMicros, long[] times) {

    /** Returns the whole tokens that are left in the window that has fewest, from 0 to its burst. */
    public long remaining() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < times.length / 2; i++) {
            least = Math.min(least, window(i).remaining(nowMicros, times[2 * i], times[2 * i + 1]));
        }
        return least;
    }

    /** Returns the milliseconds after which the same cost passes; empty if it never does, 0 if it passes now. */
    public OptionalLong retryAfterMs() {
        if (debit.neverPasses()) {
            return OptionalLong.empty();
        }
        if (passes) {
            return OptionalLong.of(0);
        }
        long longest = 0;
        for (int i = 0; i < times.length / 2; i++) {
            longest =
                    Math.max(longest, window(i).retryAfterMs(debit.cost(), nowMicros, times[2 * i], times[2 * i + 1]));
        }
        return OptionalLong.of(longest);
    }

    /** Returns the milliseconds after which the bucket is full. */
    public long resetAfterMs() {
        long longest = 0;
        for (int i = 0; i < times.length / 2; i++) {
            longest = Math.max(longest, Window.resetAfterMs(nowMicros, times[2 * i], times[2 * i + 1]));
        }
        return longest;
    }

    /** Returns the tokens left in one window. */
    public long remaining(int window) {
        return window(window).remaining(nowMicros, times[2 * window], times[2 * window + 1]);
    }

    /** Returns the milliseconds after which one window is full. */
    public long resetAfterMs(int window) {
        return Window.resetAfterMs(nowMicros, times[2 * window], times[2 * window + 1]);
    }

    /** Returns the windows, in the order of their times. */
    public List<Window> windows() {
        return debit.windows();
    }

    private Window window(int index) {
        return debit.windows().get(index);
    }
}
