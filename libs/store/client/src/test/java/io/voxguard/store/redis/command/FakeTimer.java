package io.voxguard.store.redis.command;

import io.voxguard.time.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Ticker and timer whose time is moved by a test: due tasks run on the test's thread. Not thread-safe. */
final class FakeTimer extends ScheduledThreadPoolExecutor implements Ticker {
    private final List<Task> tasks = new ArrayList<>();
    private long now;

    private record Task(long at, Runnable action, ScheduledFuture<?> future) {}

    /** @param start reading of the ticker at first */
    FakeTimer(long start) {
        super(1);
        now = start;
    }

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable action, long delay, TimeUnit unit) {
        // a real future, to be cancelled, whose own time never comes
        ScheduledFuture<?> future = super.schedule(action, 1, TimeUnit.DAYS);
        tasks.add(new Task(now + unit.toNanos(delay), action, future));
        return future;
    }

    /** Returns how many tasks are scheduled and have neither run nor been cancelled. */
    long scheduled() {
        return tasks.stream().filter(task -> !task.future.isDone()).count();
    }

    /** Moves the time, and runs the tasks that are due by then in their order. */
    void advance(Duration by) {
        long end = now + by.toNanos();
        for (Task next = next(end); next != null; next = next(end)) {
            tasks.remove(next);
            now = next.at;
            next.action.run();
        }
        now = end;
    }

    private @Nullable Task next(long end) {
        return tasks.stream()
                .filter(task -> !task.future.isDone() && task.at - end <= 0)
                .min(Comparator.comparingLong(task -> task.at - now))
                .orElse(null);
    }
}
