package io.voxguard.fanout.delivery;

import io.voxguard.time.Ticker;
import java.time.Duration;

/** Least time between two commands of the store, so that events that come or end one by one share them. For one thread. */
final class Pace {
    private final long leastNanos;
    private final Ticker ticker;
    private long lastNanos;

    Pace(Duration least, Ticker ticker) {
        this.leastNanos = least.toNanos();
        this.ticker = ticker;
        this.lastNanos = ticker.nanos() - leastNanos;
    }

    /** Returns whether the time since the last command has passed. */
    boolean isDue() {
        return ticker.nanos() - lastNanos >= leastNanos;
    }

    /** Records that a command is sent. */
    void used() {
        lastNanos = ticker.nanos();
    }

    /** Returns the nanoseconds until the next command may be sent, or the given most. */
    long remainingNanos(long mostNanos) {
        return Math.clamp(lastNanos + leastNanos - ticker.nanos(), 0, mostNanos);
    }
}
