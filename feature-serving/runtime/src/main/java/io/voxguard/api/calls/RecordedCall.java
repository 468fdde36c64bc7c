package io.voxguard.api.calls;

import io.voxguard.store.CallsInProgress.Party;
import io.voxguard.store.CallsInProgress.Recorded;
import io.voxguard.store.StoreOutcome;
import java.util.List;

/**
 * Outcome of an event of a call.
 *
 * @param parties the caller, and the trunk if the call has one
 * @param recorded the outcome for each of them
 * @param stream the outcome of appending the event to the stream; DONE where there is none
 */
public record RecordedCall(List<Party> parties, List<Recorded> recorded, StoreOutcome stream) {
    /** Returns the first outcome that is not DONE; DONE if all are. */
    public StoreOutcome outcome() {
        return recorded.stream()
                .map(Recorded::outcome)
                .filter(outcome -> outcome != StoreOutcome.DONE)
                .findFirst()
                .orElse(stream);
    }
}
