package io.voxguard.score;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.voxguard.calls.CallEventType;
import io.voxguard.calls.CallProgress;
import io.voxguard.calls.CallProgressJson;
import io.voxguard.problem.Refused;
import io.voxguard.serving.call.Call;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Reads calls from the events that tell of their start. */
final class StartedCalls {
    private static final byte[] NO_DATA = {};

    private StartedCalls() {}

    /**
     * Returns the call that has started; empty if the event tells of the later progress of a call, which topics carry beside it.
     *
     * @throws Refused naming the field, if the event is of another type, or its data are not those of its type
     */
    static Optional<Call> read(CloudEvent event, Instant now) {
        CallEventType type = CallEventType.ofCloudEvent(event.getType())
                .orElseThrow(() -> Refused.invalid("type", CallEventType.STARTED.type(), event.getType()));
        if (type != CallEventType.STARTED) {
            return Optional.empty();
        }
        CloudEventData data = event.getData();
        return Optional.of(call(CallProgressJson.read(type, data == null ? NO_DATA : data.toBytes(), now)));
    }

    private static Call call(CallProgress started) {
        return new Call(
                started.callId(),
                started.caller(),
                started.callee(),
                started.trunk(),
                started.startedAt().toInstant().toEpochMilli(),
                started.startedAt().getOffset().getTotalSeconds(),
                Map.of());
    }
}
