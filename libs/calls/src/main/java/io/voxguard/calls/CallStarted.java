package io.voxguard.calls;

import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** A call that has started, and is not answered yet. */
public record CallStarted(
        String callId,
        String caller,
        String callee,
        @Nullable String trunk,
        @Nullable CallerLocation callerLocation,
        OffsetDateTime startedAt)
        implements CallProgress {
    @Override
    public OffsetDateTime time() {
        return startedAt;
    }

    @Override
    public CallEventType type() {
        return CallEventType.STARTED;
    }
}
