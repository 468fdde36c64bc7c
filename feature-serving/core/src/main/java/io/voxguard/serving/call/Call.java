package io.voxguard.serving.call;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call that is being set up; its fields have been checked by a {@link CallDraft}.
 *
 * @param callId the sender's name for it, given back
 * @param caller the number that rings, as it came
 * @param callee the number that is rung, as it came
 * @param trunk what it comes in on; null when not known
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
