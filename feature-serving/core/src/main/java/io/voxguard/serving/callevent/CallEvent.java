package io.voxguard.serving.callevent;

import io.voxguard.serving.pipeline.Scored;
import org.jspecify.annotations.Nullable;

/**
 * One event about a call.
 *
 * @param timeMs when the call was decided, in Unix milliseconds
 * @param trace that the event belongs to; null if none is known
 */
public record CallEvent(
        EventType type,
        EventId id,
        long timeMs,
        Scored call,
        @Nullable TraceContext trace) {
    /** @param sequence number of the event in this process */
    public CallEvent(EventType type, long sequence, long timeMs, Scored call) {
        this(type, new EventId.Numbered(sequence), timeMs, call, null);
    }
}
