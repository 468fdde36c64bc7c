package io.voxguard.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * States from which features follow, each with the rows of its entity. A state begins with {@value #REVISION_BYTES} bytes, its revision, by which a writer knows whether
 * another one was faster. For threads that may block. Thread-safe.
 */
public interface FeatureStates {
    /** Length of a revision. */
    int REVISION_BYTES = 8;

    /**
     * A state to be written, with the rows that follow from it: all of them, or none.
     *
     * @param key with the hash tag of the rows' keys; hashes have keys of another slot, so that only a store without slots takes them
     * @param expected state that it replaces, of which the revision counts; empty if there must be none
     */
    @SuppressWarnings("ArrayRecordComponent") // passed on to the wire, never compared
    record Replacement(
            byte[] key,
            Optional<byte[]> expected,
            byte[] state,
            Duration ttl,
            List<RowWrite> rows,
            List<HashWrite> hashes) {
        public Replacement {
            if (ttl.toMillis() <= 0) {
                throw new IllegalArgumentException("ttl: expected at least 1 ms, got " + ttl);
            }
        }
    }

    /** Outcome of a replacement. */
    enum Replaced {
        DONE,
        /** Another state is stored; nothing was written. */
        CONFLICT,
        /** No answer in time, or an error: it may have been written or not. */
        UNKNOWN
    }

    /** Returns the states under keys, in their order; empty for a key without one. */
    List<Optional<byte[]>> read(List<byte[]> keys, Duration timeout) throws StoreUnavailable;

    /**
     * Writes states together, without waiting for them.
     *
     * @return the outcomes in their order, at the latest after the timeout; a store that has to be sent the script first may take it twice
     */
    CompletionStage<List<Replaced>> replace(List<Replacement> replacements, Duration timeout);
}
