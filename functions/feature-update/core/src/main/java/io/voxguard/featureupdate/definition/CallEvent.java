package io.voxguard.featureupdate.definition;

import org.jspecify.annotations.Nullable;

/**
 * An event of a call.
 *
 * @param timeMs when it took place, in Unix milliseconds
 * @param durationS seconds talked; 0 unless the call has ended
 * @param callerLocation position of the caller; null if not known
 */
public record CallEvent(
        EventKind kind,
        String callId,
        String caller,
        String callee,
        @Nullable String trunk,
        long timeMs,
        long durationS,
        @Nullable Position callerLocation) {
    /** Makes an event without a location. */
    public CallEvent(
            EventKind kind,
            String callId,
            String caller,
            String callee,
            @Nullable String trunk,
            long timeMs,
            long durationS) {
        this(kind, callId, caller, callee, trunk, timeMs, durationS, null);
    }
}
