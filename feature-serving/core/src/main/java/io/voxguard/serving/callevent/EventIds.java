package io.voxguard.serving.callevent;

import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Ids of the events of one process: UUIDs of version 7 (RFC 9562). After the time come 42 bits that the process drew, and the low 32 of the event's number: an
 * event that is sent again has its id again, and no two have the same. An answer to an event has an id that follows from that event's. The bits are drawn with the
 * first event: copies of a process that was frozen after its start have bits of their own. Used by one thread.
 */
final class EventIds {
    private static final long VERSION_7 = 0x7000;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final RandomGenerator random;
    private @Nullable Drawn drawn;

    EventIds(RandomGenerator random) {
        this.random = random;
    }

    /** Random bits, with those of version and variant. */
    private record Drawn(long first, long second) {
        static Drawn from(RandomGenerator random) {
            return new Drawn(VERSION_7 | random.nextLong() & 0xFFF, VARIANT | (random.nextLong() & 0x3FFF_FFFF) << 32);
        }
    }

    String id(CallEvent event) {
        return switch (event.id()) {
            case EventId.Numbered numbered -> numbered(event.timeMs(), numbered.sequence());
            case EventId.AnswerTo answer -> answer.uuid(event.type());
        };
    }

    private String numbered(long timeMs, long sequence) {
        Drawn bits = drawn;
        if (bits == null) {
            bits = Drawn.from(random);
            drawn = bits;
        }
        return new UUID(timeMs << 16 | bits.first(), bits.second() | sequence & 0xFFFF_FFFFL).toString();
    }
}
