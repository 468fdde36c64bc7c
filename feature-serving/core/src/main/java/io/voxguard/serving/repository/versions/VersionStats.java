package io.voxguard.serving.repository.versions;

import java.util.concurrent.atomic.LongAdder;

/** Counts of a version since it was loaded, as Triton defines them. Thread-safe. */
public final class VersionStats {
    private final LongAdder rows = new LongAdder();
    private final LongAdder succeeded = new LongAdder();
    private final LongAdder succeededNanos = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder failedNanos = new LongAdder();
    private final LongAdder queueNanos = new LongAdder();
    private final LongAdder computeNanos = new LongAdder();
    private volatile long lastMs;

    public void success(int ofRows, long queued, long computed, long nowMs) {
        rows.add(ofRows);
        succeeded.increment();
        succeededNanos.add(queued + computed);
        queueNanos.add(queued);
        computeNanos.add(computed);
        lastMs = nowMs;
    }

    public void failure(long nanos) {
        failed.increment();
        failedNanos.add(nanos);
    }

    /** Returns the number of rows that were answered. */
    public long rows() {
        return rows.sum();
    }

    /** Returns the number of requests that were answered. */
    public long succeeded() {
        return succeeded.sum();
    }

    /** Returns the time of the answered requests, waiting and computing. */
    public long succeededNanos() {
        return succeededNanos.sum();
    }

    public long failed() {
        return failed.sum();
    }

    public long failedNanos() {
        return failedNanos.sum();
    }

    public long queueNanos() {
        return queueNanos.sum();
    }

    public long computeNanos() {
        return computeNanos.sum();
    }

    /** Returns the time of the last answer in Unix milliseconds; 0 if there was none. */
    public long lastMs() {
        return lastMs;
    }
}
