package io.voxguard.store.messaging.streams;

import io.voxguard.time.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Lets messages wait for a connection, and go on in the order in which they came. Thread-safe. */
final class ConnectionGate {
    private static final long PERIOD_MILLIS = 10;

    private final BooleanSupplier connected;
    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private boolean releasing;

    private record Waiting(CompletableFuture<Boolean> passed, long deadlineNanos) {}

    ConnectionGate(BooleanSupplier connected, Ticker ticker) {
        this.connected = connected;
        this.ticker = ticker;
    }

    /** Waits for the connection behind those that wait already; completes with whether it is there in time. */
    CompletionStage<Boolean> pass(Duration timeout) {
        lock.lock();
        try {
            if (waiting.isEmpty() && connected.getAsBoolean()) {
                return CompletableFuture.completedStage(true);
            }
            Waiting one = new Waiting(new CompletableFuture<>(), ticker.nanos() + timeout.toNanos());
            waiting.add(one);
            if (!releasing) {
                releasing = true;
                lookAgain();
            }
            return one.passed();
        } finally {
            lock.unlock();
        }
    }

    private void lookAgain() {
        CompletableFuture.delayedExecutor(PERIOD_MILLIS, TimeUnit.MILLISECONDS).execute(this::release);
    }

    /** Lets pass who may; one leaves the line only when it has passed, so that no newcomer overtakes it. */
    private void release() {
        for (Waiting first = first(); first != null; first = first()) {
            boolean open = connected.getAsBoolean();
            if (!open && ticker.nanos() - first.deadlineNanos() < 0) {
                lookAgain();
                return;
            }
            first.passed().complete(open);
            remove(first);
        }
    }

    /** Returns the first in the line; once the line is empty, the next newcomer starts another release. */
    private @Nullable Waiting first() {
        lock.lock();
        try {
            releasing = !waiting.isEmpty();
            return waiting.peek();
        } finally {
            lock.unlock();
        }
    }

    private void remove(Waiting one) {
        lock.lock();
        try {
            waiting.remove(one);
        } finally {
            lock.unlock();
        }
    }
}
