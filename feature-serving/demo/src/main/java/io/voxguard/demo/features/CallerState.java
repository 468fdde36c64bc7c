package io.voxguard.demo.features;

import io.voxguard.catalogue.number.NumberRanges;
import io.voxguard.catalogue.number.PhoneNumber;
import io.voxguard.demo.records.CallRecord;
import io.voxguard.serving.feature.RequestFeature;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A caller's last week. */
final class CallerState implements EntityState {
    private static final @Nullable String[] NO_NAMES = {};
    private static final int SEQUENTIAL = 10;

    private final NumberRanges ranges;
    private final Window minute = new Window(MINUTE);
    private final Window fiveMinutes = new Window(5 * MINUTE);
    private final Window hour = new Window(HOUR);
    private final Window day = new Window(DAY);
    private final Window week = new Window(7 * DAY);
    private final Window endedHour = new Window(HOUR);
    private final Window endedDay = new Window(DAY);
    private long lastCallee = Long.MIN_VALUE;
    private long firstSeen = Long.MIN_VALUE;
    private long updatedAt;

    CallerState(NumberRanges ranges) {
        this.ranges = ranges;
    }

    @Override
    public void started(CallRecord call) {
        long t = call.startedAtMs();
        String digits = call.callee().substring(PhoneNumber.firstDigit(call.callee()));
        String prefix = digits.substring(0, Math.min(3, digits.length()));
        long callee = Long.parseLong(digits);
        boolean sequential = lastCallee >= 0 && callee != lastCallee && Math.abs(callee - lastCallee) <= SEQUENTIAL;
        lastCallee = callee;
        long hourOfDay = Math.floorMod(Math.floorDiv(t, HOUR), 24);
        long costly = flag(ranges.of(call.callee()).costly());
        if (firstSeen == Long.MIN_VALUE) {
            firstSeen = t;
        }
        minute.add(t, NO_NAMES);
        fiveMinutes.add(t, NO_NAMES);
        hour.add(t, new String[] {call.callee()}, flag(sequential));
        day.add(
                t,
                new @Nullable String[] {call.callee(), prefix, call.trunk()},
                flag(PhoneNumber.acrossBorders(call.caller(), call.callee())),
                costly);
        week.add(
                t,
                new String[] {Long.toString(hourOfDay), call.callee()},
                flag(hourOfDay < RequestFeature.NIGHT_ENDS),
                costly);
        updatedAt = t;
    }

    @Override
    public void ended(CallRecord call, long time) {
        endedHour.add(time, NO_NAMES, flag(call.durationS() == 0));
        endedDay.add(time, NO_NAMES, call.durationS(), flag(call.durationS() < SHORT_S));
        updatedAt = time;
    }

    @Override
    public List<@Nullable Double> row(String view) {
        long t = updatedAt;
        return switch (view) {
            case "caller_velocity" -> velocity(hour.at(t), t);
            case "caller_geography" -> geography(day.at(t), hour.at(t));
            case "caller_rhythm" -> rhythm(day.at(t), week.at(t), endedDay.at(t));
            case "caller_history" -> history(week.at(t), t - firstSeen);
            default -> throw new IllegalArgumentException("not a view of callers: " + view);
        };
    }

    private List<@Nullable Double> velocity(Window hour, long t) {
        int pairs = hour.size() - 1;
        return Arrays.asList(
                (double) minute.at(t).size(),
                (double) fiveMinutes.at(t).size(),
                (double) hour.size(),
                (double) hour.distinct(0),
                endedHour.at(t).share(0),
                pairs > 0 ? hour.span() / 1000.0 / pairs : null);
    }

    private static List<@Nullable Double> geography(Window day, Window hour) {
        int pairs = hour.size() - 1;
        return Arrays.asList(
                (double) day.distinct(2),
                (double) day.distinct(1),
                day.share(0),
                day.share(1),
                day.size() > 0 ? (double) day.most(1) / day.size() : null,
                pairs > 0 ? (double) hour.sumAfterFirst(0) / pairs : null);
    }

    private static List<@Nullable Double> rhythm(Window day, Window week, Window endedDay) {
        return Arrays.asList(
                endedDay.share(0),
                endedDay.share(1),
                week.share(0),
                (double) week.distinct(0),
                (double) day.size(),
                day.size() > 1 ? 1 - (double) day.distinct(0) / day.size() : null);
    }

    /** The last week, for the time that the caller has been known for. */
    private static List<@Nullable Double> history(Window week, long knownMs) {
        double daysObserved = Math.min(7.0, Math.max(1.0, (double) knownMs / DAY));
        long hoursObserved = Math.min(24, knownMs / HOUR + 1);
        return Arrays.asList(
                (double) (knownMs / DAY),
                week.size() / daysObserved,
                Math.min(1.0, (double) week.distinct(0) / hoursObserved),
                week.size() > 1 ? 1 - (double) week.distinct(1) / week.size() : null,
                week.share(1));
    }

    @Override
    public long updatedAt() {
        return updatedAt;
    }

    private static long flag(boolean set) {
        return set ? 1 : 0;
    }
}
