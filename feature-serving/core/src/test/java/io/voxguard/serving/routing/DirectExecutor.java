package io.voxguard.serving.routing;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** Runs work on the caller's thread, or rejects it while it is full. */
final class DirectExecutor extends AbstractExecutorService {
    boolean full;

    @Override
    public void execute(Runnable work) {
        if (full) {
            throw new RejectedExecutionException("full");
        }
        work.run();
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }
}
