package io.voxguard.store.redis;

import io.voxguard.store.StoreOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends what has waited for too long. One timer for all that waits, set to the earliest end: nearly all is answered long before, and setting and cancelling a
 * timer each costs more than a list that is walked when the timer rings. Thread-safe.
 */
final class Deadlines {
    private final ScheduledExecutorService timer;
    private final Waiting ends = new Waiting();
    private @Nullable Future<?> alarm;
    private long alarmAt;

    Deadlines(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /** Completes with what came of the work, or with TIMED_OUT when its time is over. */
    static final class Waiting extends CompletableFuture<StoreOutcome> {
        private Waiting before = this;
        private Waiting after = this;
        private long endsAt;
    }

    /** Something that waits from now on, {@code limit} at most. */
    Waiting start(Duration limit) {
        Waiting waiting = new Waiting();
        waiting.endsAt = System.nanoTime() + limit.toNanos();
        synchronized (this) {
            waiting.before = ends.before;
            waiting.after = ends;
            ends.before.after = waiting;
            ends.before = waiting;
            if (alarm == null || waiting.endsAt - alarmAt < 0) {
                ringAt(waiting.endsAt);
            }
        }
        return waiting;
    }

    /** It has been answered. */
    void end(Waiting waiting, StoreOutcome outcome) {
        synchronized (this) {
            remove(waiting);
        }
        waiting.complete(outcome);
    }

    private void ringAt(long time) {
        if (alarm != null) {
            alarm.cancel(false);
        }
        alarmAt = time;
        alarm = timer.schedule(this::ring, Math.max(0, time - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private void ring() {
        List<Waiting> over = new ArrayList<>();
        synchronized (this) {
            long now = System.nanoTime();
            Waiting earliest = null;
            for (Waiting waiting = ends.after; waiting != ends; ) {
                Waiting next = waiting.after;
                if (waiting.endsAt - now <= 0) {
                    remove(waiting);
                    over.add(waiting);
                } else if (earliest == null || waiting.endsAt - earliest.endsAt < 0) {
                    earliest = waiting;
                }
                waiting = next;
            }
            alarm = null;
            if (earliest != null) {
                ringAt(earliest.endsAt);
            }
        }
        over.forEach(waiting -> waiting.complete(StoreOutcome.TIMED_OUT));
    }

    private static void remove(Waiting waiting) {
        waiting.before.after = waiting.after;
        waiting.after.before = waiting.before;
        waiting.before = waiting;
        waiting.after = waiting;
    }
}
