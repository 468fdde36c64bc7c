package io.voxguard.featureupdate.update;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Works on one batch at a time. Those that come meanwhile wait, and are worked on together: the thread of one of them does it for all, so that small batches cost little
 * more than one large one. Thread-safe.
 *
 * @param <T> what is worked on
 * @param <R> its result
 */
final class SharedBatches<T, R> {
    private final int maxTogether;
    private final Work<T, R> work;
    private final Object lock = new Object();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private boolean isBusy;

    /** Work on a batch; one result for each. */
    @FunctionalInterface
    interface Work<T, R> {
        List<R> on(List<T> batch);
    }

    /** @param maxTogether how many of several batches are worked on together; a larger one is worked on alone */
    SharedBatches(int maxTogether, Work<T, R> work) {
        this.maxTogether = maxTogether;
        this.work = work;
    }

    /**
     * Returns the results of a batch. Waits until it is worked on, at most for the limit, and then for the work.
     *
     * @return empty if the limit has passed; the batch will not be worked on then
     * @throws InterruptedException if the thread was interrupted before its batch was worked on, which it will not be then
     */
    Optional<List<R>> run(List<T> batch, Duration limit) throws InterruptedException {
        Waiting own = new Waiting(batch);
        boolean isFirst;
        synchronized (lock) {
            isFirst = !isBusy;
            if (isFirst) {
                isBusy = true;
                own.led = List.of(own);
            } else {
                waiting.add(own);
            }
        }
        if (!isFirst && !own.isTakenWithin(limit)) {
            return Optional.empty();
        }
        own.lead();
        return Optional.of(own.results());
    }

    /** Chooses those that are worked on next, and the one whose thread does it. */
    private void handOn() {
        List<Waiting> next = new ArrayList<>();
        synchronized (lock) {
            int size = 0;
            while (!waiting.isEmpty()
                    && (next.isEmpty() || size + waiting.getFirst().batch.size() <= maxTogether)) {
                next.add(waiting.removeFirst());
                size += next.getLast().batch.size();
            }
            isBusy = !next.isEmpty();
        }
        if (!next.isEmpty()) {
            next.getFirst().led = next;
            next.getFirst().woken.countDown();
        }
    }

    /** A batch, and the thread that waits for its results. */
    private final class Waiting {
        private final List<T> batch;
        private final CountDownLatch woken = new CountDownLatch(1);
        /** Batches that this thread is to work on; written before it is woken. */
        private List<Waiting> led = List.of();

        private @Nullable List<R> results;
        private @Nullable Throwable fault;

        private Waiting(List<T> batch) {
            this.batch = batch;
        }

        /** Returns once the batch has its results or is to be worked on; false if it is neither within the limit. */
        private boolean isTakenWithin(Duration limit) throws InterruptedException {
            InterruptedException interrupted = null;
            try {
                if (woken.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                    return true;
                }
            } catch (InterruptedException e) {
                interrupted = e;
            }
            synchronized (lock) {
                if (waiting.remove(this)) {
                    if (interrupted != null) {
                        throw interrupted;
                    }
                    return false;
                }
            }
            awaitWork();
            if (interrupted != null) {
                Thread.currentThread().interrupt();
            }
            return true;
        }

        /** Waits for a batch that is worked on, or is this thread's to work on. The work has bounds of its own. */
        private void awaitWork() {
            boolean interrupted = false;
            while (true) {
                try {
                    woken.await();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        private void lead() {
            if (led.isEmpty()) {
                return;
            }
            // an interrupt of this thread is no reason to give up the batches of others
            boolean interrupted = Thread.interrupted();
            try {
                workOn(led);
            } finally {
                handOn();
                led.forEach(each -> each.woken.countDown());
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        /** Works on batches together, or on each alone if that fails: a batch that cannot be worked on takes no other with it. */
        private void workOn(List<Waiting> batches) {
            try {
                List<R> all = work.on(together(batches));
                int from = 0;
                for (Waiting each : batches) {
                    each.results = all.subList(from, from + each.batch.size());
                    from += each.batch.size();
                }
            } catch (RuntimeException | Error e) {
                if (batches.size() == 1) {
                    batches.getFirst().fault = e;
                } else {
                    batches.forEach(each -> workOn(List.of(each)));
                }
            }
        }

        private List<T> together(List<Waiting> batches) {
            if (batches.size() == 1) {
                return batches.getFirst().batch;
            }
            List<T> all = new ArrayList<>();
            batches.forEach(each -> all.addAll(each.batch));
            return all;
        }

        private List<R> results() {
            switch (fault) {
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case null, default -> {
                    // it has results
                }
            }
            if (results == null) {
                throw new IllegalStateException("the batch has neither results nor a fault");
            }
            return results;
        }
    }
}
