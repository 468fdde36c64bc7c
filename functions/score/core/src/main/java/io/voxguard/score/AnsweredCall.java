package io.voxguard.score;

import io.cloudevents.CloudEvent;
import io.voxguard.serving.pipeline.Scored;

/**
 * A decision, and the event that asked for it.
 *
 * @param started tells that the call has started
 */
record AnsweredCall(CloudEvent started, Scored scored) {}
