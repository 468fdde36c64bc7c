package io.voxguard.featureupdate.update;

import io.voxguard.featureupdate.definition.CallEvent;
import io.voxguard.featureupdate.definition.EventKind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Events of calls that follow from a seed and a number: every process makes the same ones. The end of a call comes up to 20 s too early in the sequence, so that events are out of order. */
final class SoakEvents {
    private static final long START_MS = 1_796_025_600_000L;
    private static final long SPACING_MS = 5;
    private static final int CALLERS = 5_000;
    private static final int CALLEES = 20_000;
    private static final int TRUNKS = 20;

    private SoakEvents() {}

    /** Returns the events of a partition with these numbers. Events of a caller are all of one partition. */
    static List<CallEvent> of(long seed, int from, int to, int partition, int partitions) {
        List<CallEvent> events = new ArrayList<>();
        for (int number = from; number < to; number++) {
            CallEvent event = of(seed, number);
            if (Math.floorMod(event.caller().hashCode(), partitions) == partition) {
                events.add(event);
            }
        }
        return events;
    }

    private static CallEvent of(long seed, int number) {
        int call = number / 2;
        boolean ended = number % 2 == 1;
        SplittableRandom random = new SplittableRandom(seed + call);
        long time = START_MS + number * SPACING_MS + (ended ? 1 + random.nextLong(20_000) : 0);
        return new CallEvent(
                ended ? EventKind.ENDED : EventKind.STARTED,
                "call-" + call,
                "+1415555" + String.format("%04d", random.nextInt(CALLERS)),
                "+44794600" + String.format("%05d", random.nextInt(CALLEES)),
                "trunk-" + random.nextInt(TRUNKS),
                time,
                ended ? random.nextInt(60) : 0);
    }
}
