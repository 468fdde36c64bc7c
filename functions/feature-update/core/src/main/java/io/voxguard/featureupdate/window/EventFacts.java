package io.voxguard.featureupdate.window;

import io.voxguard.catalogue.number.NumberRanges;
import io.voxguard.featureupdate.definition.CallEvent;
import io.voxguard.featureupdate.definition.CallFlag;
import io.voxguard.featureupdate.definition.CallNumber;
import io.voxguard.featureupdate.definition.CallValue;
import java.util.EnumSet;
import java.util.Set;

/** What an event adds to the tiles of its entities: worked out once, for all of them. Immutable. */
public final class EventFacts {
    private static final CallValue[] VALUES = CallValue.values();
    private static final CallNumber[] NUMBERS = CallNumber.values();
    private static final long ABSENT = -1;

    private final CallEvent event;
    private final long id;
    private final long[] values = new long[VALUES.length];
    private final long[] numbers = new long[NUMBERS.length];
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

    boolean is(CallFlag flag) {
        return flags.contains(flag);
    }
}
