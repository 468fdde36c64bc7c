package io.voxguard.serving.repository;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The one thread on which models are loaded, swapped and closed. */
final class ModelThread implements Executor {
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("models").daemon().factory());

    ModelThread() {
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    <T> CompletableFuture<T> submit(Callable<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        try {
            thread.execute(() -> {
                try {
                    done.complete(work.call());
                } catch (Throwable e) {
                    // an error, too, ends the wait for the result
                    done.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException closing) {
            done.completeExceptionally(closing);
        }
        return done;
    }

    /** Waits for work. Returns false if the limit passed first: then the work goes on. */
    boolean await(Duration limit, Runnable work) {
        try {
            submit(() -> {
                        work.run();
                        return true;
                    })
                    .get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the thread of the models failed", e.getCause());
        }
    }

    /** Runs work again and again, with a pause before each run. */
    void repeat(Duration pause, Runnable work) {
        thread.scheduleWithFixedDelay(work, pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Runs work on the thread; on the caller's once the thread is shut down. */
    @Override
    public void execute(Runnable work) {
        try {
            thread.execute(work);
        } catch (RejectedExecutionException e) {
            work.run();
        }
    }

    void shutdown() {
        thread.shutdown();
    }
}
