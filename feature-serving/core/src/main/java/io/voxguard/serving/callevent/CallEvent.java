package io.voxguard.serving.callevent;

import io.voxguard.serving.pipeline.Scored;

/**
 * One event about a call.
 *
 * @param timeMs when the call was decided, in Unix milliseconds
 */
public record CallEvent(EventType type, EventId id, long timeMs, Scored call) {
    /** @param sequence number of the event in this process */
    public CallEvent(EventType type, long sequence, long timeMs, Scored call) {
        this(type, new EventId.Numbered(sequence), timeMs, call);
    }
}
