package io.voxguard.demo.features;

import io.voxguard.catalogue.number.PhoneNumber;
import io.voxguard.demo.records.CallRecord;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a trunk carries, and carried in the last hour. */
final class TrunkState implements EntityState {
    private final Window fiveMinutes = new Window(5 * MINUTE);
    private final Window hour = new Window(HOUR);
    private final Window endedHour = new Window(HOUR);
    private int active;
    private long updatedAt;

    @Override
    public void started(CallRecord call) {
        active++;
        fiveMinutes.add(call.startedAtMs(), new String[0]);
        boolean international = PhoneNumber.acrossBorders(call.caller(), call.callee());
        hour.add(call.startedAtMs(), new String[] {call.caller()}, international ? 1 : 0);
        updatedAt = call.startedAtMs();
    }

    @Override
    public void ended(CallRecord call, long time) {
        active--;
        endedHour.add(time, new String[0], call.durationS() < SHORT_S ? 1 : 0);
        updatedAt = time;
    }

    @Override
    public List<@Nullable Double> row(String view) {
        long t = updatedAt;
        hour.at(t);
        return Arrays.asList(
                (double) active,
                (double) fiveMinutes.at(t).size(),
                (double) hour.size(),
                (double) hour.distinct(0),
                hour.size() > 0 ? (double) hour.size() / hour.distinct(0) : null,
                endedHour.at(t).share(0),
                hour.share(0));
    }

    @Override
    public long updatedAt() {
        return updatedAt;
    }
}
