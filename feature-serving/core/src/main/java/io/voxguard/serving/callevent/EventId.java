package io.voxguard.serving.callevent;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** What the {@code id} of an event follows from. */
public sealed interface EventId {
    /**
     * An event of its own.
     *
     * @param sequence number of the event in this process
     */
    record Numbered(long sequence) implements EventId {}

    /**
     * An event that answers another one: the same answer each time that the other is delivered.
     *
     * @param source of the event that is answered
     * @param id of the event that is answered
     */
    record AnswerTo(String source, String id) implements EventId {
        /** Returns a UUID of version 3 (RFC 9562) over the type of the answer, and the source and id of what is answered. */
        String uuid(EventType type) {
            String name = type.type() + '\n' + source + '\n' + id;
            return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
        }
    }
}
