package io.voxguard.demo.records;

import org.jspecify.annotations.Nullable;

/**
 * A call that took place.
 *
 * @param startedAtMs Unix milliseconds
 * @param durationS whole seconds; 0 when nobody answered
 * @param label what the record says the call was; null where it does not say
 */
public record CallRecord(
        String caller,
        String callee,
        @Nullable String trunk,
        long startedAtMs,
        long durationS,
        @Nullable String label) {

    public long endedAtMs() {
        return startedAtMs + 1000 * durationS;
    }

    /** The same call at another time. */
    public CallRecord shifted(long byMs) {
        return new CallRecord(caller, callee, trunk, startedAtMs + byMs, durationS, label);
    }
}
