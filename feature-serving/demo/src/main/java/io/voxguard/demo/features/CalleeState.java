package io.voxguard.demo.features;

import io.voxguard.demo.records.CallRecord;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who rang a number in the last day. */
final class CalleeState implements EntityState {
    private final Window hour = new Window(HOUR);
    private final Window day = new Window(DAY);
    private final Window endedDay = new Window(DAY);
    private long updatedAt;

    @Override
    public void started(CallRecord call) {
        hour.add(call.startedAtMs(), new String[] {call.caller()});
        day.add(call.startedAtMs(), new String[] {call.caller()});
        updatedAt = call.startedAtMs();
    }

    @Override
    public void ended(CallRecord call, long time) {
        endedDay.add(time, new String[0], call.durationS(), call.durationS() < SHORT_S ? 1 : 0);
        updatedAt = time;
    }

    @Override
    public List<@Nullable Double> row(String view) {
        long t = updatedAt;
        return Arrays.asList(
                (double) hour.at(t).size(),
                (double) hour.distinct(0),
                (double) day.at(t).size(),
                (double) day.distinct(0),
                endedDay.at(t).share(0),
                endedDay.share(1));
    }

    @Override
    public long updatedAt() {
        return updatedAt;
    }
}
