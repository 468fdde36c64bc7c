package io.voxguard.rulerefresh.fleet;

import io.voxguard.rulerefresh.publish.RefreshOutcome;
import io.voxguard.rulerefresh.publish.Refreshed;
import io.voxguard.rules.RulePointer;
import io.voxguard.rules.RuleProblem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Remembers what the refreshes of one set came to, and says how it stands. Thread-safe. */
public final class Watch {
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
     * @param bearable how long the store may hold other rules than the database
     */
    public Watch(String set, Duration interval, Duration bearable, long beganMs) {
        this.set = set;
        this.interval = interval;
        this.bearable = bearable;
        this.beganMs = beganMs;
    }

    public synchronized void saw(Refreshed refreshed, long nowMs) {
        refreshed.reading().ifPresent(reading -> {
            databaseRevision = reading.revision();
            changedAtMs = reading.changedAtMs();
        });
        if (refreshed.pointer().isPresent() || !(refreshed.outcome() instanceof RefreshOutcome.Unavailable)) {
            pointer = refreshed.pointer();
        }
        switch (refreshed.outcome()) {
            case RefreshOutcome.Current current -> same(nowMs);
            case RefreshOutcome.Published published -> same(nowMs);
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

    private void same(long nowMs) {
        problems = List.of();
        cause = "";
        checkedAtMs = nowMs;
        sameAtMs = nowMs;
    }

    public synchronized SetStatus status(long nowMs) {
        long age = nowMs - (sameAtMs == 0 ? beganMs : sameAtMs);
        boolean fresh = cause.isEmpty()
                ? age <= 2 * interval.toMillis()
                : age <= interval.toMillis() && problems.isEmpty() && sameAtMs > 0;
        State state = State.READY;
        String why = cause;
        if (!fresh) {
            boolean never = pointer.isEmpty() && sameAtMs == 0 && age > interval.toMillis();
            state = age > bearable.toMillis() || never ? State.ERROR : State.STALE;
            why = cause.isEmpty() ? "not looked at for " + age + " ms" : cause;
        }
        return new SetStatus(set, state, why, databaseRevision, changedAtMs, pointer, problems, checkedAtMs, sameAtMs);
    }
}
