package io.voxguard.rulerefresh.app;

import io.cloudevents.CloudEvent;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What came is no CloudEvent. */
public final class UnreadableEvent extends Exception {
    private static final long serialVersionUID = 1L;

    private UnreadableEvent(@Nullable String why, @Nullable Throwable cause) {
        super("no CloudEvent 1.0: " + OneLine.of(String.valueOf(why)), cause);
    }

    /** Reads an event by one of the library's readers, whose faults have no type in common, and which read null from JSON's null. */
    public static CloudEvent read(Supplier<? extends @Nullable CloudEvent> reader) throws UnreadableEvent {
        CloudEvent event;
        try {
            event = reader.get();
        } catch (RuntimeException e) {
            throw new UnreadableEvent(e.getMessage(), e);
        }
        if (event == null) {
            throw new UnreadableEvent("expected an object, got null", null);
        }
        if (event.getId().isEmpty() || event.getSource().toString().isEmpty()) {
            throw new UnreadableEvent("id and source: expected a text each, got an empty one", null);
        }
        return event;
    }
}
