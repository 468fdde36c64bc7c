package io.voxguard.serving.callevent;

import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Ids of the events of one process: UUIDs of version 7 (RFC 9562). After the time come 42 bits that the process drew, and the low 32 of the event's number: an
 * event that is sent again has its id again, and no two have the same. An answer to an event has an id that follows from that event's.
 */
final class EventIds {
    private static final long VERSION_7 = 0x7000;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final long first;
    private final long second;

    EventIds(RandomGenerator random) {
        first = VERSION_7 | random.nextLong() & 0xFFF;
        second = VARIANT | (random.nextLong() & 0x3FFF_FFFF) << 32;
    }

    String id(CallEvent event) {
        return switch (event.id()) {
            case EventId.Numbered numbered ->
                new UUID(event.timeMs() << 16 | first, second | numbered.sequence() & 0xFFFF_FFFFL).toString();
            case EventId.AnswerTo answer -> answer.uuid(event.type());
        };
    }
}
