package io.voxguard.demo.features;

import io.voxguard.catalogue.number.NumberRanges;
import io.voxguard.demo.records.CallRecord;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls of one evening, and an entity's state after they have started and ended in the order of their events. */
final class CallsForTests {
    /** A Monday, ten hours before midnight: calls within ten hours share the day. */
    static final long START = Instant.parse("2026-03-02T14:00:00Z").toEpochMilli();

    static final NumberRanges RANGES =
            NumberRanges.read(Path.of(System.getProperty("voxguard.root"), "models/number-ranges.csv"));
    static final String HOME = "+442071838750";

    private CallsForTests() {}

    /** @param second after {@link #START} */
    static CallRecord call(String caller, String callee, @Nullable String trunk, long second, long durationS) {
        return new CallRecord(caller, callee, trunk, START + 1000 * second, durationS, null);
    }

    /** A call from {@link #HOME} over the trunk {@code t}. */
    static CallRecord to(String callee, long second, long durationS) {
        return call(HOME, callee, "t", second, durationS);
    }

    /** Lets the calls pass: at the same time ends come before starts, but for the end of a call that nobody answers. */
    static void after(EntityState state, CallRecord... calls) {
        record Event(long time, int rank, Runnable change) {}
        List<Event> events = new ArrayList<>();
        for (CallRecord call : calls) {
            long end = call.endedAtMs();
            events.add(new Event(call.startedAtMs(), 1, () -> state.started(call)));
            events.add(new Event(end, call.durationS() == 0 ? 2 : 0, () -> state.ended(call, end)));
        }
        events.sort(Comparator.comparingLong(Event::time).thenComparingInt(Event::rank));
        events.forEach(event -> event.change.run());
    }
}
