package io.voxguard.serving.admission;

import io.voxguard.serving.budget.Budget;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The door of one model: so many requests in it at once, so many that wait in their order, the rest refused with the time after which it is worth
 * trying again. A strict request whose time is shorter than what such requests take lately is refused at once, or when its turn comes; so is one whose caller has gone.
 * Thread-safe.
 */
public final class Gate {
    private final GateLimits limits;
    private final Pace pace = new Pace();
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private int running;

    public Gate(GateLimits limits) {
        this.limits = limits;
    }

    /** A request at the gate. Exactly one of the two methods is called, once. */
    public interface Entrant {
        /**
         * The request is in; {@code pass} is to be given back when it is done.
         *
         * @param waited whether it waited: then this is its executor's thread, not the one that it came on
         */
        void enter(Pass pass, boolean waited);

        void refused(Refusal why);
    }

    /** The right to be in, and the watch that times it. */
    public final class Pass {
        private final int rows;
        private final long since = System.nanoTime();

        private Pass(int rows) {
            this.rows = rows;
        }

        /** It is done. To be called once, this or {@link #abandon}. */
        public void leave() {
            pace.took(rows, System.nanoTime() - since);
            left();
        }

        /** It came to nothing: how long that took says nothing of the pace. */
        public void abandon() {
            left();
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

    /** What requests of so many rows have taken lately, once they were in; zero while nothing is known. */
    public Duration lately(int rows) {
        return Duration.ofNanos(pace.lately(rows));
    }

    public GateLimits limits() {
        return limits;
    }

    /** Whether requests of about so many rows take no longer than that: measured, not guessed from fewer. */
    public boolean isQuick(int rows, Duration limit) {
        long known = pace.known(rows);
        return known != 0 && known <= limit.toNanos();
    }

    /** How many wait. */
    public synchronized int waiting() {
        return queue.size();
    }

    /** How many are in. */
    public synchronized int running() {
        return running;
    }

    private @Nullable Refusal refusal(int rows, Budget budget, int before) {
        long lately = pace.lately(rows);
        long left = budget.leftNanos();
        long turn = running < limits.concurrency() ? 0 : (before + 1) * pace.lately(1) / limits.concurrency();
        if (budget.strict() && (left <= 0 || left < lately + turn)) {
            pace.doubt(rows);
            return new Refusal.TooLate(Duration.ofNanos(Math.max(0, left)), Duration.ofNanos(lately + turn));
        }
        if (running >= limits.concurrency() && before >= limits.queue()) {
            return new Refusal.Full(before, Duration.ofNanos(before * Math.max(lately, 1) / limits.concurrency() / 2));
        }
        return null;
    }

    /** Lets the next one in. One whose executor takes no work is refused: on this thread it would hold up whoever has just left. */
    private void left() {
        for (Waiting next = next(); next != null; next = next()) {
            Waiting entering = next;
            try {
                entering.executor().execute(() -> turn(entering));
                return;
            } catch (RejectedExecutionException full) {
                int waiting = waiting();
                entering.entrant().refused(new Refusal.Full(waiting, lately(entering.rows())));
            }
        }
    }

    /** The one that has waited longest, whose place the caller's becomes; null where nobody waits: then the place is free. */
    private synchronized @Nullable Waiting next() {
        Waiting next = queue.poll();
        if (next == null) {
            running--;
        }
        return next;
    }

    private void turn(Waiting next) {
        long lately = pace.lately(next.rows());
        long left = next.budget().leftNanos();
        if (next.budget().abandoned() || next.budget().strict() && (left <= 0 || left < lately)) {
            left();
            next.entrant().refused(new Refusal.TooLate(Duration.ofNanos(Math.max(0, left)), Duration.ofNanos(lately)));
        } else {
            next.entrant().enter(new Pass(next.rows()), true);
        }
    }
}
