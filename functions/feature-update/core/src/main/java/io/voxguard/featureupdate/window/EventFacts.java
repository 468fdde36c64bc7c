package io.voxguard.featureupdate.window;

import io.voxguard.catalogue.number.NumberRanges;
import io.voxguard.featureupdate.definition.CallEvent;
import io.voxguard.featureupdate.definition.CallFlag;
import io.voxguard.featureupdate.definition.CallNumber;
import io.voxguard.featureupdate.definition.CallPlace;
import io.voxguard.featureupdate.definition.CallValue;
import io.voxguard.featureupdate.definition.Position;
import io.voxguard.featureupdate.definition.TimedPosition;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an event adds to the tiles of its entities: worked out once, for all of them. Immutable. */
public final class EventFacts {
    private static final CallValue[] VALUES = CallValue.values();
    private static final CallNumber[] NUMBERS = CallNumber.values();
    private static final CallPlace[] PLACES = CallPlace.values();
    private static final long ABSENT = -1;

    private final CallEvent event;
    private final long id;
    private final long[] values = new long[VALUES.length];
    private final long[] numbers = new long[NUMBERS.length];
    private final @Nullable TimedPosition[] positions = new TimedPosition[PLACES.length];
    private final Set<CallFlag> flags = EnumSet.noneOf(CallFlag.class);

    public EventFacts(CallEvent event, NumberRanges ranges) {
        this.event = event;
        this.id = ValueHash.ofEvent(event.kind().label(), event.callId());
        for (CallValue value : VALUES) {
            String text = value.of(event);
            values[value.ordinal()] = text == null ? ABSENT : ValueHash.of(text);
        }
        for (CallNumber number : NUMBERS) {
            numbers[number.ordinal()] = number.of(event);
        }
        for (CallPlace place : PLACES) {
            Position position = place.of(event);
            positions[place.ordinal()] = position == null ? null : new TimedPosition(event.timeMs(), position);
        }
        for (CallFlag flag : CallFlag.values()) {
            if (flag.of(event, ranges)) {
                flags.add(flag);
            }
        }
    }

    public CallEvent event() {
        return event;
    }

    /** Returns the bits that stand for the event. */
    long id() {
        return id;
    }

    boolean has(CallValue value) {
        return values[value.ordinal()] != ABSENT;
    }

    long hash(CallValue value) {
        return values[value.ordinal()];
    }

    long number(CallNumber number) {
        return numbers[number.ordinal()];
    }

    /** Returns the position of a place; null if the event has none. */
    @Nullable
    TimedPosition position(CallPlace place) {
        return positions[place.ordinal()];
    }

    boolean is(CallFlag flag) {
        return flags.contains(flag);
    }
}
