package io.voxguard.serving.call;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call that is being set up; its fields have been checked by a {@link CallDraft}.
 *
 * @param callId the sender's name for the call, given back
 * @param caller the calling number, as received
 * @param callee the called number, as received
 * @param trunk that the call comes in on; null if not known
 * @param startedAtMs Unix milliseconds
 * @param offsetSeconds of the local time that {@code startedAt} was given in, east of UTC
 * @param overrides features given with the call, by {@code view:feature}; NaN for null
 */
public record Call(
        @Nullable String callId,
        String caller,
        String callee,
        @Nullable String trunk,
        long startedAtMs,
        int offsetSeconds,
        Map<String, Float> overrides) {}
