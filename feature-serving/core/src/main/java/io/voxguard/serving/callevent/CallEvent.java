package io.voxguard.serving.callevent;

import io.voxguard.serving.pipeline.Scored;

/**
 * One event about a call.
 *
 * @param sequence number of the event in this process
 * @param timeMs when the call was decided, in Unix milliseconds
 */
public record CallEvent(EventType type, long sequence, long timeMs, Scored call) {}
