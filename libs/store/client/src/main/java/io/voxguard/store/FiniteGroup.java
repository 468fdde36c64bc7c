package io.voxguard.store;

import java.time.Duration;
import java.util.Map;

/**
 * A group of an {@link EventLog} that begins at an id, counts what becomes of its entries, and ends for good: no reader that has not heard of its end creates it again.
 * It is read as any other group, by its name. For threads that may block: every method waits at most {@code timeout}. Thread-safe.
 */
public interface FiniteGroup {
    /**
     * Creates the group unless it exists or has ended.
     *
     * @param afterId the id before the first that it reads
     * @return whether it may be read; false: it has ended
     */
    boolean begin(String afterId, Duration timeout) throws StoreUnavailable;

    /**
     * Acknowledges entries, and counts each once, however often it is acknowledged.
     *
     * @param countsById name of the count of each entry
     */
    void acknowledge(Map<String, String> countsById, Duration timeout) throws StoreUnavailable;

    /** Removes the group; its counts stay for a while. */
    void end(Duration timeout) throws StoreUnavailable;

    /** Returns the counts so far. */
    Counts counts(Duration timeout) throws StoreUnavailable;

    /**
     * Counts of a group.
     *
     * @param ended tells if the group has ended
     * @param byName of those that are not zero
     */
    record Counts(boolean ended, Map<String, Long> byName) {
        /** Returns a count. */
        public long of(String name) {
            return byName.getOrDefault(name, 0L);
        }
    }
}
