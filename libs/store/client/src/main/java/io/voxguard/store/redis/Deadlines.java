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
 * timer each costs more than a place in a heap, which costs O(log n) to take and to leave. Thread-safe.
 */
final class Deadlines {
    private final ScheduledExecutorService timer;
    private final DeadlineHeap heap = new DeadlineHeap();
    private @Nullable Future<?> alarm;
    private long alarmAt;

    Deadlines(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /** Completes with what came of the work, or with TIMED_OUT when its time is over. */
    static final class Waiting extends CompletableFuture<StoreOutcome> {
        final long endsAtNanos;
        /** Its place in the heap; negative while it is not there. */
        int place = -1;

        Waiting(long endsAtNanos) {
            this.endsAtNanos = endsAtNanos;
        }
    }

    /** Something that waits from now on, {@code limit} at most. */
    Waiting start(Duration limit) {
        Waiting waiting = new Waiting(System.nanoTime() + limit.toNanos());
        synchronized (this) {
            heap.add(waiting);
            if (alarm == null || waiting.endsAtNanos - alarmAt < 0) {
                ringAt(waiting.endsAtNanos);
            }
        }
        return waiting;
    }

    /** It has been answered. */
    void end(Waiting waiting, StoreOutcome outcome) {
        synchronized (this) {
            heap.remove(waiting);
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
            alarm = null;
            long now = System.nanoTime();
            for (Waiting earliest = heap.first(); earliest != null; earliest = heap.first()) {
                if (earliest.endsAtNanos - now > 0) {
                    ringAt(earliest.endsAtNanos);
                    break;
                }
                heap.remove(earliest);
                over.add(earliest);
            }
        }
        over.forEach(waiting -> waiting.complete(StoreOutcome.TIMED_OUT));
    }
}
