package io.voxguard.function;

import io.cloudevents.CloudEvent;
import io.voxguard.function.event.Outcome;
import java.util.Optional;

/**
 * An event function: the one bean that a function has to provide. Called from several threads at the same time. Events are delivered at least once and in any
 * order, so that handling one twice must do no harm.
 */
public interface EventHandler {
    /**
     * Handles an event: one attempt, bounded in time. The runtime repeats it after {@link Outcome.Retry}. A RuntimeException rejects the event, since it would be
     * thrown each time that the event is delivered.
     *
     * @throws InterruptedException if the process stops, or the time for a Lambda invocation is over
     */
    Outcome handle(CloudEvent event) throws InterruptedException;

    /**
     * Returns a key of the work that an event asks for, if handling it once serves all events of a batch that have the same key: a notification that carries no
     * data of its own. Reads nothing but the event.
     */
    default Optional<String> workKey(CloudEvent event) {
        return Optional.empty();
    }
}
