package io.voxguard.serving.admission;

import io.voxguard.serving.budget.Budget;
import io.voxguard.time.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the use of one model: a number of requests run at once, a number wait in their order, and the rest are refused with the time after which a retry is
 * worthwhile. A strict request with less time left than such requests took recently is refused at once, or when its turn comes; so is one whose caller has gone.
 * Thread-safe.
 */
public final class Gate {
    private final GateLimits limits;
    private final Ticker ticker;
    private final Pace pace = new Pace();
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private int running;

    public Gate(GateLimits limits, Ticker ticker) {
        this.limits = limits;
        this.ticker = ticker;
    }

    /** A request at the gate. Exactly one of the two methods is called, once. */
    public interface Entrant {
        /**
         * Starts the request; {@code pass} is to be given back when it is done.
         *
         * @param waited whether it waited: then this is its executor's thread, not the one that it was submitted on
         */
        void enter(Pass pass, boolean waited);

        void refused(Refusal why);
    }

    /** The right to run, and the time since it was given. */
    public final class Pass {
        private final int rows;
        private final long since = ticker.nanos();

        private Pass(int rows) {
            this.rows = rows;
        }

        /** Ends the request. To be called once, this or {@link #abandon}. */
        public void leave() {
            pace.took(rows, ticker.nanos() - since);
            admitNext();
        }

        /** Ends a request that was not answered: its time is not counted in the pace. */
        public void abandon() {
            admitNext();
        }
    }

    private record Waiting(Entrant entrant, int rows, Budget budget, Executor executor) {}

    /**
     * Lets a request in on this thread when there is room.
     *
     * @param executor where it enters, or is refused, when it has to wait
     */
    public void come(int rows, Budget budget, Executor executor, Entrant entrant) {
        Refusal refusal;
        synchronized (this) {
            refusal = refusal(rows, budget, queue.size());
            if (refusal == null && running >= limits.concurrency()) {
                queue.add(new Waiting(entrant, rows, budget, executor));
                return;
            }
            if (refusal == null) {
                running++;
            }
        }
        if (refusal == null) {
            entrant.enter(new Pass(rows), false);
        } else {
            entrant.refused(refusal);
        }
    }

    /** Returns the time that requests of that many rows took recently, without waiting; zero if it is not known. */
    public Duration lately(int rows) {
        return Duration.ofNanos(pace.lately(rows));
    }

    public GateLimits limits() {
        return limits;
    }

    /** Returns whether requests of about that many rows take no longer than the limit; measured, not inferred from smaller ones. */
    public boolean isQuick(int rows, Duration limit) {
        long known = pace.known(rows);
        return known != 0 && known <= limit.toNanos();
    }

    /** Returns the number of requests that wait. */
    public synchronized int waiting() {
        return queue.size();
    }

    /** Returns the number of requests that run. */
    synchronized int running() {
        return running;
    }

    private @Nullable Refusal refusal(int rows, Budget budget, int before) {
        long lately = pace.lately(rows);
        long remainingNanos = budget.leftNanos();
        long queueNanos = running < limits.concurrency() ? 0 : (before + 1) * pace.lately(1) / limits.concurrency();
        if (budget.strict() && (remainingNanos <= 0 || remainingNanos < lately + queueNanos)) {
            pace.doubt(rows);
            return new Refusal.TooLate(
                    Duration.ofNanos(Math.max(0, remainingNanos)), Duration.ofNanos(lately + queueNanos));
        }
        if (running >= limits.concurrency() && before >= limits.queue()) {
            return new Refusal.Full(before, Duration.ofNanos(before * Math.max(lately, 1) / limits.concurrency() / 2));
        }
        return null;
    }

    /** Admits the next request. It is refused if its executor takes no work: run on this thread it would hold up the request that has just ended. */
    private void admitNext() {
        for (Waiting next = next(); next != null; next = next()) {
            Waiting entering = next;
            try {
                entering.executor().execute(() -> start(entering));
                return;
            } catch (RejectedExecutionException full) {
                int waiting = waiting();
                entering.entrant().refused(new Refusal.Full(waiting, lately(entering.rows())));
            }
        }
    }

    /** Returns the request that has waited longest, which takes the caller's place; null if none waits: then the place is free. */
    private synchronized @Nullable Waiting next() {
        Waiting next = queue.poll();
        if (next == null) {
            running--;
        }
        return next;
    }

    private void start(Waiting next) {
        long lately = pace.lately(next.rows());
        long remainingNanos = next.budget().leftNanos();
        if (next.budget().abandoned() || next.budget().strict() && (remainingNanos <= 0 || remainingNanos < lately)) {
            admitNext();
            next.entrant()
                    .refused(new Refusal.TooLate(
                            Duration.ofNanos(Math.max(0, remainingNanos)), Duration.ofNanos(lately)));
        } else {
            next.entrant().enter(new Pass(next.rows()), true);
        }
    }
}
