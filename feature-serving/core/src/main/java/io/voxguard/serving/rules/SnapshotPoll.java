package io.voxguard.serving.rules;

import io.voxguard.time.Backoff;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Looks at what is published, again and again, on a thread of its own: at short intervals until the store has answered once, then at the set interval. */
final class SnapshotPoll implements AutoCloseable {
    private static final Backoff UNTIL_FIRST_ANSWER = Backoff.fixed(Duration.ofMillis(20));

    private final BooleanSupplier look;
    private final Backoff interval;
    private final Duration longestLook;
    private final CountDownLatch answered = new CountDownLatch(1);
    private final Thread thread;

    /**
     * @param name of the thread
     * @param longestLook bound of one look
     * @param before runs once, on the thread, before the first look
     * @param look returns whether the store answered; must not throw
     */
    SnapshotPoll(String name, Duration interval, Duration longestLook, Runnable before, BooleanSupplier look) {
        this.look = look;
        this.longestLook = longestLook;
        this.interval = Backoff.fixed(interval);
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(() -> {
            before.run();
            poll();
        });
    }

    void start() {
        thread.start();
    }

    /** Waits until the store has answered once. Returns false if it has not in this time, or if this thread is interrupted. */
    boolean awaitFirstAnswer(Duration limit) {
        try {
            return answered.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void poll() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                if (look.getAsBoolean()) {
                    answered.countDown();
                }
                (answered.getCount() > 0 ? UNTIL_FIRST_ANSWER : interval).pause(1);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the polling, and waits for that as long as one look may take. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(longestLook.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
