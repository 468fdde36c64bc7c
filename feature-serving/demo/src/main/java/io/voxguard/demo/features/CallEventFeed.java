package io.voxguard.demo.features;

import io.voxguard.calls.CallEnded;
import io.voxguard.calls.CallProgress;
import io.voxguard.calls.CallStarted;
import io.voxguard.demo.records.CallRecord;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Events of call records in the order in which they take place. Not thread-safe. */
public final class CallEventFeed {
    private final String run;
    private final List<CallProgress> due = new ArrayList<>();
    private final PriorityQueue<Running> running =
            new PriorityQueue<>(Comparator.comparingLong(Running::endMs).thenComparingLong(Running::number));
    private long number;

    private record Running(long endMs, long number, CallRecord call) {}

    /** @param run beginning of the ids of its calls, so that they are not those of another run */
    public CallEventFeed(String run) {
        this.run = run;
    }

    /** Adds a call that starts now; one that nobody answers ends at once. */
    public void start(CallRecord call) {
        OffsetDateTime started = time(call.startedAtMs());
        due.add(new CallStarted(run + number, call.caller(), call.callee(), call.trunk(), null, started));
        Running ends = new Running(call.endedAtMs(), number++, call);
        if (call.durationS() == 0) {
            end(ends);
        } else {
            running.add(ends);
        }
    }

    /** Returns the events up to a time that were not returned before. */
    public List<CallProgress> takeUntil(long timeMs) {
        for (Running next = running.peek(); next != null && next.endMs <= timeMs; next = running.peek()) {
            running.remove();
            end(next);
        }
        List<CallProgress> events = List.copyOf(due);
        due.clear();
        return events;
    }

    private void end(Running ends) {
        CallRecord call = ends.call;
        due.add(new CallEnded(
                run + ends.number,
                call.caller(),
                call.callee(),
                call.trunk(),
                null,
                time(call.startedAtMs()),
                time(ends.endMs),
                call.durationS(),
                null));
    }

    private static OffsetDateTime time(long ms) {
        return Instant.ofEpochMilli(ms).atOffset(ZoneOffset.UTC);
    }
}
