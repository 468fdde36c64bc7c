package io.voxguard.api.threads;

import io.voxguard.api.models.ScoringSettings;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads for batches that would hold up an event loop: few, with a bounded queue before them. */
@Singleton
public final class LargeBatches implements Executor {
    private final ThreadPoolExecutor threads;

    @Inject
    LargeBatches(ScoringSettings settings) {
        this(
                settings.workers() > 0
                        ? settings.workers()
                        : Runtime.getRuntime().availableProcessors(),
                settings.workerQueue());
    }

    public LargeBatches(int workers, int queue) {
        threads = new ThreadPoolExecutor(
                workers,
                workers,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(queue),
                Thread.ofPlatform().name("large-batch-", 0).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /** @throws java.util.concurrent.RejectedExecutionException when too many wait */
    @Override
    public void execute(Runnable command) {
        threads.execute(command);
    }

    @PreDestroy
    public void close() {
        threads.shutdownNow();
    }
}
