package io.voxguard.store.redis.command;

import io.voxguard.store.StoreOutcome;
import io.voxguard.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Times out replies that take too long. One timer for all of them, set to the earliest deadline: nearly all replies come long before it, and setting and cancelling
 * a timer each costs more than an entry in a heap, which costs O(log n) to add and to remove. Thread-safe.
 */
final class Deadlines {
    private final ScheduledExecutorService timer;
    private final Ticker ticker;
    private final DeadlineHeap heap = new DeadlineHeap();
    private @Nullable Future<?> alarm;
    private long alarmNanos;

    /** @param ticker that the timer goes by */
    Deadlines(ScheduledExecutorService timer, Ticker ticker) {
        this.timer = timer;
        this.ticker = ticker;
    }

    /** Returns a reply that is pending from now on, for {@code limit} at most. */
    PendingReply start(Duration limit) {
        PendingReply reply = new PendingReply(ticker.nanos() + limit.toNanos());
        synchronized (this) {
            heap.add(reply);
            if (alarm == null || reply.deadlineNanos - alarmNanos < 0) {
                setAlarm(reply.deadlineNanos);
            }
        }
        return reply;
    }

    /** Completes a reply with its outcome, unless it has timed out. */
    void end(PendingReply reply, StoreOutcome outcome) {
        synchronized (this) {
            heap.remove(reply);
        }
        reply.complete(outcome);
    }

    private void setAlarm(long nanos) {
        if (alarm != null) {
            alarm.cancel(false);
        }
        alarmNanos = nanos;
        alarm = timer.schedule(this::timeOut, Math.max(0, nanos - ticker.nanos()), TimeUnit.NANOSECONDS);
    }

    private void timeOut() {
        List<PendingReply> expired = new ArrayList<>();
        synchronized (this) {
            alarm = null;
            long now = ticker.nanos();
            for (PendingReply earliest = heap.first(); earliest != null; earliest = heap.first()) {
                if (earliest.deadlineNanos - now > 0) {
                    setAlarm(earliest.deadlineNanos);
                    break;
                }
                heap.remove(earliest);
                expired.add(earliest);
            }
        }
        expired.forEach(reply -> reply.complete(StoreOutcome.TIMED_OUT));
    }
}
