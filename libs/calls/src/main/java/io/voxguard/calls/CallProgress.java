package io.voxguard.calls;

import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Event of the progress of a call; its fields have been checked. Times have the offset that they were given in. */
public sealed interface CallProgress permits CallStarted, CallAnswered, CallEnded {
    /** The sender's name for the call: the same in all its events. */
    String callId();

    /** The calling number, as received. */
    String caller();

    /** The called number, as received. */
    String callee();

    /** The trunk that the call comes in on; null if not known. */
    @Nullable
    String trunk();

    /** Place of the caller at the time of the event, as from the cell or the registration; null if not known. */
    @Nullable
    CallerLocation callerLocation();

    /** When the call started: the same in all its events. */
    OffsetDateTime startedAt();

    /** When that happened which the event tells. */
    OffsetDateTime time();

    CallEventType type();
}
