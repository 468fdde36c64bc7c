package io.voxguard.time;

/**
 * Source of elapsed time, for durations and deadlines; {@link java.time.Clock} tells the time of day. Readings compare only with readings of the same ticker, by
 * their difference. Thread-safe.
 */
@FunctionalInterface
public interface Ticker {
    /** Reads {@link System#nanoTime()}. */
    Ticker SYSTEM = System::nanoTime;

    /** Returns the nanoseconds elapsed since an arbitrary moment. */
    long nanos();
}
