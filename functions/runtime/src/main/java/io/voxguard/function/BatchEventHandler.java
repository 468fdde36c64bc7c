package io.voxguard.function;

import io.cloudevents.CloudEvent;
import io.voxguard.function.event.Outcome;
import java.util.List;

/** An event function that handles the events of a batch together: one round trip serves many. */
public interface BatchEventHandler extends EventHandler {
    /**
     * Handles events: one attempt, bounded in time. The runtime repeats those with {@link Outcome.Retry}, in their order. A RuntimeException rejects all of them, so
     * that what is wrong with one event has to be an outcome.
     *
     * @return the outcomes, in the order of the events
     * @throws InterruptedException as {@link #handle}
     */
    List<Outcome> handleAll(List<CloudEvent> events) throws InterruptedException;

    @Override
    default Outcome handle(CloudEvent event) throws InterruptedException {
        return handleAll(List.of(event)).getFirst();
    }
}
