package io.voxguard.fanout.delivery;

import io.voxguard.fanout.event.FanoutEvent;

/** An entry of the log that a worker holds, with its attempts so far. Used by the worker's thread alone. */
final class Attempt {
    private final int partition;
    private final String id;
    private final FanoutEvent event;
    private int attempts;
    private long firstMs;
    private boolean alone;
    private boolean buried;

    Attempt(int partition, String id, FanoutEvent event) {
        this.partition = partition;
        this.id = id;
        this.event = event;
    }

    int partition() {
        return partition;
    }

    /** Returns the id of the entry. */
    String id() {
        return id;
    }

    FanoutEvent event() {
        return event;
    }

    /** Returns the number of attempts that have been made. */
    int attempts() {
        return attempts;
    }

    /** Returns when the first attempt was made, in Unix milliseconds; 0 before it. */
    long firstMs() {
        return firstMs;
    }

    void begin(long nowMs) {
        attempts++;
        if (firstMs == 0) {
            firstMs = nowMs;
        }
    }

    /** Returns whether it must not share a request with others, one of which was rejected. */
    boolean isAlone() {
        return alone;
    }

    void isolate() {
        alone = true;
    }

    /** Returns whether the store has it as a dead letter. */
    boolean isBuried() {
        return buried;
    }

    void bury() {
        buried = true;
    }
}
