package io.voxguard.function;

import java.util.function.Consumer;

/** Work that a function does on a schedule beside its events: an optional bean. On Lambda EventBridge's {@code Scheduled Event} starts it. */
@FunctionalInterface
public interface ScheduledTask {
    /**
     * Runs once.
     *
     * @param budget time for retries of all parts together
     * @param failures takes the reason of each part that was not done
     */
    void run(RetryBudget budget, Consumer<String> failures) throws InterruptedException;
}
