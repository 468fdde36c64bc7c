package io.voxguard.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Snapshots that are published whole: immutable blobs, and a pointer to the current one. For threads that may block, never for those that serve requests. Every method
 * waits at most {@code limit} and throws {@link StoreUnavailable} if the store has not answered by then. A value that is not a string reads as an empty one. Thread-safe.
 */
public interface SnapshotStore {
    /** Returns the current pointer; empty if there is none. */
    Optional<String> pointer(SnapshotKeys keys, Duration limit) throws StoreUnavailable;

    /** Returns the bytes of a revision; empty if they have expired. */
    Optional<byte[]> blob(SnapshotKeys keys, long revision, Duration limit) throws StoreUnavailable;

    /**
     * Writes blob and pointer, and lets the former blob expire: all in one step, and only if the pointer is the expected one. After {@link StoreUnavailable} it may
     * have taken effect or not; publishing the same again changes nothing.
     *
     * @param expected pointer to be replaced; empty: there must be none
     * @param former revision whose blob expires after {@code keep}; empty: there is none
     * @return whether the pointer was the expected one
     */
    boolean publish(
            SnapshotKeys keys,
            Optional<String> expected,
            Published published,
            OptionalLong former,
            Duration keep,
            Duration limit)
            throws StoreUnavailable;

    /** Announces to listeners that a revision was published. */
    void hint(SnapshotKeys keys, long revision, Duration limit) throws StoreUnavailable;

    /** Returns what each follower runs; removes those that have not acknowledged for {@code silence}. */
    List<Acknowledgement> acknowledgements(SnapshotKeys keys, long nowMs, Duration silence, Duration limit)
            throws StoreUnavailable;

    /** Records what a follower runs, for {@code ttl}. */
    void acknowledge(SnapshotKeys keys, String follower, String value, long nowMs, Duration ttl, Duration limit)
            throws StoreUnavailable;

    /** Revision to be published. The array is not copied. */
    @SuppressWarnings("ArrayRecordComponent") // passed on to the wire, never compared
    record Published(long revision, String pointer, byte[] blob) {}

    /**
     * Acknowledgement of a follower.
     *
     * @param value empty if it has expired: the follower is silent
     * @param atMs time of its last acknowledgement, Unix milliseconds
     */
    record Acknowledgement(String follower, Optional<String> value, long atMs) {}
}
