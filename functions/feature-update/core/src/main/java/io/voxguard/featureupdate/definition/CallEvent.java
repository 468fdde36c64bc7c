package io.voxguard.featureupdate.definition;

import org.jspecify.annotations.Nullable;

/**
 * An event of a call.
 *
 * @param timeMs when it took place, in Unix milliseconds
 * @param durationS seconds talked; 0 unless the call has ended
 */
public record CallEvent(
        EventKind kind,
        String callId,
        String caller,
        String callee,
        @Nullable String trunk,
        long timeMs,
        long durationS) {}
