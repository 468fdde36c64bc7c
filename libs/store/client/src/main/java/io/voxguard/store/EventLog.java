package io.voxguard.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Log of events that groups read independently of each other. An entry stays in the log until {@link #trim}, and stays pending for a group until the group
 * acknowledges it. Each group has one reader at a time; whoever it is finds what the one before it left pending. For threads that may block: every method waits at
 * most {@code timeout}. Thread-safe.
 */
public interface EventLog {
    /** Id before every entry. */
    String START = "0-0";

    /**
     * Appends events in their order, all or none, except those whose identity was appended within the window before.
     *
     * @return for each event whether it was appended; false: its identity had been seen
     */
    List<Boolean> append(List<NewEvent> events, Duration window, Duration timeout) throws StoreUnavailable;

    /** Creates a group that reads what is appended from now on; does nothing if it exists. */
    void createGroup(String group, Duration timeout) throws StoreUnavailable;

    /** Creates a group that reads everything that the log holds; does nothing if it exists. */
    void createGroupAtStart(String group, Duration timeout) throws StoreUnavailable;

    /** Removes a group and what it has pending. */
    void destroyGroup(String group, Duration timeout) throws StoreUnavailable;

    /** Returns the groups with their progress; empty if the log does not exist. */
    List<Group> groups(Duration timeout) throws StoreUnavailable;

    /**
     * Returns entries that the group has not been given yet, in order, without waiting for any; they are pending from then on.
     *
     * @throws StoreUnavailable entries may be pending though they were not returned; {@link NoSuchGroup} as the cause if there is no such group
     */
    List<Entry> next(String group, int maxCount, Duration timeout) throws StoreUnavailable;

    /**
     * Returns pending entries of the group, in order.
     *
     * @param afterId exclusive; {@link #START} begins with the first
     * @throws StoreUnavailable {@link NoSuchGroup} as the cause if there is no such group
     */
    List<Entry> pending(String group, String afterId, int maxCount, Duration timeout) throws StoreUnavailable;

    /** Returns the oldest pending entry's id; empty if none is pending. */
    Optional<String> oldestPending(String group, Duration timeout) throws StoreUnavailable;

    /** Acknowledges entries: they are no longer pending for the group. */
    void acknowledge(String group, List<String> ids, Duration timeout) throws StoreUnavailable;

    /** Returns entries in order, from an id (inclusive; exclusive with a leading parenthesis) to another (inclusive, {@code +} for the last). */
    List<Entry> range(String fromId, String toId, int maxCount, Duration timeout) throws StoreUnavailable;

    /** Removes all entries before an id. */
    void trim(String firstKeptId, Duration timeout) throws StoreUnavailable;

    /**
     * Event to be appended.
     *
     * @param identity text that is the same for an event and its repetitions
     */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    record NewEvent(String identity, byte[] record) {}

    /** Entry of the log; its id begins with the milliseconds at which it was appended, by the store's clock. */
    @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
    record Entry(String id, byte[] record) {}

    /**
     * Progress of a group.
     *
     * @param pending number of entries that it was given and has not acknowledged
     * @param lastDelivered id of the last entry that it was given
     * @param undelivered number of entries that it has not been given yet; empty if the engine does not count them
     */
    record Group(String name, long pending, String lastDelivered, Optional<Long> undelivered) {}

    /** Cause of a {@link StoreUnavailable}: the store does not have the group, as after it was emptied. */
    final class NoSuchGroup extends Exception {
        private static final long serialVersionUID = 1L;

        public NoSuchGroup(String group) {
            super("no group " + group);
        }
    }
}
