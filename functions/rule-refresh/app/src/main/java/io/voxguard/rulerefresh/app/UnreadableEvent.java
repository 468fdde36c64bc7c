package io.voxguard.rulerefresh.app;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.format.EventDeserializationException;
import io.cloudevents.rw.CloudEventRWException;
import java.util.function.Supplier;

/** What came is no CloudEvent. */
public final class UnreadableEvent extends Exception {
    private static final long serialVersionUID = 1L;

    private UnreadableEvent(RuntimeException cause) {
        super("no CloudEvent 1.0: " + cause.getMessage(), cause);
    }

    /** Reads an event by one of the library's readers, whose faults have no type in common. */
    public static CloudEvent read(Supplier<CloudEvent> reader) throws UnreadableEvent {
        try {
            return reader.get();
        } catch (EventDeserializationException
                | CloudEventRWException
                | IllegalStateException
                | IllegalArgumentException
                | NullPointerException e) {
            throw new UnreadableEvent(e);
        }
    }
}
