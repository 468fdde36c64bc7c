package io.voxguard.function.event;

import io.cloudevents.CloudEvent;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Thrown for a payload that is not a CloudEvent 1.0. */
public final class UnreadableEvent extends Exception {
    private static final long serialVersionUID = 1L;

    private UnreadableEvent(@Nullable String reason, @Nullable Throwable cause) {
        super("no CloudEvent 1.0: " + SingleLine.of(String.valueOf(reason)), cause);
    }

    /** Calls a parser of the CloudEvents SDK, whose exceptions have no common type, and which returns null for JSON's {@code null}. */
    static CloudEvent parse(Supplier<? extends @Nullable CloudEvent> parser) throws UnreadableEvent {
        CloudEvent event;
        try {
            event = parser.get();
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
