package io.voxguard.store.messaging.streams;

import io.voxguard.time.Ticker;
import java.time.Duration;

/** Times of a task that is done again and again; first at once. Thread-safe. */
final class Timetable {
    private final long periodNanos;
    private final Ticker ticker;
    private volatile long dueNanos;

    Timetable(Duration period, Ticker ticker) {
        this.periodNanos = period.toNanos();
        this.ticker = ticker;
        this.dueNanos = ticker.nanos();
    }

    boolean isDue() {
        return dueNanos - ticker.nanos() <= 0;
    }

    /** Returns how long the task may wait; 1 if it is due. */
    long untilDueNanos() {
        return Math.max(1, dueNanos - ticker.nanos());
    }

    /** The task is due after its period. */
    void done() {
        dueNanos = ticker.nanos() + periodNanos;
    }

    /** The task is due now. */
    void again() {
        dueNanos = ticker.nanos();
    }
}
