package io.voxguard.store.messaging.streams;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** State of a channel's poller, for its health and its end. Thread-safe. */
final class PollerState {
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean open = true;
    private volatile boolean ready;
    private volatile boolean failing;
    private volatile long polledNanos;
    private volatile @Nullable Throwable failure;

    boolean isOpen() {
        return open;
    }

    void close() {
        open = false;
    }

    /** The group exists. */
    void ready() {
        ready = true;
    }

    boolean wasReady() {
        return ready;
    }

    void polled(long nowNanos) {
        polledNanos = nowNanos;
        failing = false;
    }

    void failing() {
        failing = true;
    }

    boolean isFailing() {
        return failing;
    }

    /** Returns when the last poll that succeeded has ended, by the ticker. */
    long polledNanos() {
        return polledNanos;
    }

    /** Stops the poller for a failure of the application. */
    void fail(Throwable reason) {
        failure = reason;
        open = false;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    void ended() {
        ended.countDown();
    }

    boolean hasEnded() {
        return ended.getCount() == 0;
    }

    boolean awaitEnd(long nanos) throws InterruptedException {
        return ended.await(nanos, TimeUnit.NANOSECONDS);
    }
}
