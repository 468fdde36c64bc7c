package io.voxguard.calls;

import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** A call that was answered. */
public record CallAnswered(
        String callId,
        String caller,
        String callee,
        @Nullable String trunk,
        @Nullable CallerLocation callerLocation,
        OffsetDateTime startedAt,
        OffsetDateTime answeredAt)
        implements CallProgress {
    @Override
    public OffsetDateTime time() {
        return answeredAt;
    }

    @Override
    public CallEventType type() {
        return CallEventType.ANSWERED;
    }
}
