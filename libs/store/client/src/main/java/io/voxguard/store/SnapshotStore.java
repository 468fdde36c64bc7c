package io.voxguard.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Snapshots that are published whole: immutable blobs, and a pointer to the current one. For threads that may wait, never for a request's own. Every method waits
 * at most {@code limit} and throws {@link StoreUnavailable} when the store has not answered by then. What is at a key and is no string reads as an empty one.
 * Thread-safe.
 */
public interface SnapshotStore {
    /** The pointer as it stands; empty where there is none. */
    Optional<String> pointer(SnapshotKeys keys, Duration limit) throws StoreUnavailable;

    /** The bytes of a revision; empty where they are gone. */
    Optional<byte[]> blob(SnapshotKeys keys, long revision, Duration limit) throws StoreUnavailable;

    /**
     * Writes blob and pointer, and lets the former blob expire: all in one step, and only where the pointer is still what was expected. After
     * {@link StoreUnavailable} it may have taken place or not; to publish the same once more changes nothing.
     *
     * @param expected what the pointer was; empty: none
     * @param former the revision whose blob expires after {@code keep}; empty: none
     * @return whether the pointer was what was expected
     */
    boolean publish(
            SnapshotKeys keys,
            Optional<String> expected,
            Published published,
            OptionalLong former,
            Duration keep,
            Duration limit)
            throws StoreUnavailable;

    /** Tells whoever listens that a revision was published. */
    void hint(SnapshotKeys keys, long revision, Duration limit) throws StoreUnavailable;

    /** What followers run; those that have not acknowledged for {@code silence} are forgotten. */
    List<Acknowledgement> acknowledgements(SnapshotKeys keys, long nowMs, Duration silence, Duration limit)
            throws StoreUnavailable;

    /** Says what a follower runs, for as long as {@code ttl}. */
    void acknowledge(SnapshotKeys keys, String follower, String value, long nowMs, Duration ttl, Duration limit)
            throws StoreUnavailable;

    /** A revision as it is published. The array is not copied. */
    @SuppressWarnings("ArrayRecordComponent") // handed on to the wire, compared by nobody
    record Published(long revision, String pointer, byte[] blob) {}

    /**
     * What a follower said.
     *
     * @param value empty where it has expired: the follower is silent
     * @param atMs when it last said so, Unix milliseconds
     */
    record Acknowledgement(String follower, Optional<String> value, long atMs) {}
}
