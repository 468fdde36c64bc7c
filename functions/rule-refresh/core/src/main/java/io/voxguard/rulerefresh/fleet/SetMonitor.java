package io.voxguard.rulerefresh.fleet;

import io.voxguard.rulerefresh.publish.RefreshOutcome;
import io.voxguard.rulerefresh.publish.RefreshReport;
import io.voxguard.rules.RulePointer;
import io.voxguard.rules.RuleProblem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Remembers the reports of one set's refreshes, and judges its state. Thread-safe. */
public final class SetMonitor {
    private final String set;
    private final Duration interval;
    private final Duration bearable;
    private final long beganMs;
    private long databaseRevision;
    private long changedAtMs;
    private Optional<RulePointer> pointer = Optional.empty();
    private List<RuleProblem> problems = List.of();
    private String cause = "not asked yet";
    private long checkedAtMs;
    private long sameAtMs;

    /**
     * @param interval between two refreshes
     * @param bearable time that the store may have other rules than the database
     */
    public SetMonitor(String set, Duration interval, Duration bearable, long beganMs) {
        this.set = set;
        this.interval = interval;
        this.bearable = bearable;
        this.beganMs = beganMs;
    }

    /** Records a refresh that has just ended. */
    public synchronized void record(RefreshReport report, long nowMs) {
        report.reading().ifPresent(reading -> {
            databaseRevision = reading.revision();
            changedAtMs = reading.changedAtMs();
        });
        if (report.pointer().isPresent() || !(report.outcome() instanceof RefreshOutcome.Unavailable)) {
            pointer = report.pointer();
        }
        switch (report.outcome()) {
            case RefreshOutcome.Current current -> recordSame(nowMs);
            case RefreshOutcome.Published published -> recordSame(nowMs);
            case RefreshOutcome.Refused refused -> {
                problems = refused.problems();
                cause = "revision " + refused.revision() + " is refused";
                checkedAtMs = nowMs;
            }
            case RefreshOutcome.UnknownSet unknown -> {
                cause = "no such set in the database";
                checkedAtMs = nowMs;
            }
            case RefreshOutcome.Unavailable unavailable -> cause = unavailable.cause();
        }
    }

    private void recordSame(long nowMs) {
        problems = List.of();
        cause = "";
        checkedAtMs = nowMs;
        sameAtMs = nowMs;
    }

    /** Returns the state as of now. */
    public synchronized SetStatus status(long nowMs) {
        long age = nowMs - (sameAtMs == 0 ? beganMs : sameAtMs);
        boolean fresh = cause.isEmpty()
                ? age <= 2 * interval.toMillis()
                : age <= interval.toMillis() && problems.isEmpty() && sameAtMs > 0;
        SyncState state = SyncState.READY;
        String why = cause;
        if (!fresh) {
            boolean never = pointer.isEmpty() && sameAtMs == 0 && age > interval.toMillis();
            state = age > bearable.toMillis() || never ? SyncState.ERROR : SyncState.STALE;
            why = cause.isEmpty() ? "not looked at for " + age + " ms" : cause;
        }
        return new SetStatus(set, state, why, databaseRevision, changedAtMs, pointer, problems, checkedAtMs, sameAtMs);
    }
}
