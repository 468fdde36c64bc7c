package io.voxguard.calls;

import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A call that has ended.
 *
 * @param durationSeconds whole seconds talked; 0 if the call was not answered
 * @param cause why it ended, in the sender's words; null if not given
 */
public record CallEnded(
        String callId,
        String caller,
        String callee,
        @Nullable String trunk,
        @Nullable CallerLocation callerLocation,
        OffsetDateTime startedAt,
        OffsetDateTime endedAt,
        long durationSeconds,
        @Nullable String cause)
        implements CallProgress {
    @Override
    public OffsetDateTime time() {
        return endedAt;
    }

    @Override
    public CallEventType type() {
        return CallEventType.ENDED;
    }
}
