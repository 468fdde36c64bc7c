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

    /** New value of a state. The arrays are not copied. */
    sealed interface StateWrite {
        /** The value as a whole. */
        @SuppressWarnings("ArrayRecordComponent") // passed on to the wire, never compared
        record Whole(byte[] state) implements StateWrite {}

        /** Change of the stored value: {@code head} takes the place of as many bytes at its start, {@code tail} is appended. */
        @SuppressWarnings("ArrayRecordComponent") // passed on to the wire, never compared
        record Patch(byte[] head, byte[] tail) implements StateWrite {
            public Patch {
                if (tail.length == 0) {
                    throw new IllegalArgumentException("tail: expected at least 1 byte, got none");
                }
            }
        }
    }

    /**
     * A state to be written, with the rows that follow from it: all of them, or none.
     *
     * @param key with the hash tag of the rows' keys; hashes have keys of another slot, so that only a store without slots takes them
     * @param expected revision of the state that it replaces; empty if there must be none
     */
    @SuppressWarnings("ArrayRecordComponent") // passed on to the wire, never compared
    record Replacement(
            byte[] key, byte[] expected, StateWrite state, Duration ttl, List<RowWrite> rows, List<HashWrite> hashes) {
        public Replacement {
            if (ttl.toMillis() <= 0) {
                throw new IllegalArgumentException("ttl: expected at least 1 ms, got " + ttl);
            }
        }
    }

    /** Outcome of a replacement. */
    enum Replaced {
        /** Another state is stored; nothing was written. */
        CONFLICT,
        DONE,
        /** Written in the place of a value of another type, which reads as no state. */
        DONE_OVER_ANOTHER_TYPE,
        /** No answer in time, or an error: it may have been written or not. */
        UNKNOWN;

        /** Returns whether the state is written. */
        public boolean isDone() {
            return this == DONE || this == DONE_OVER_ANOTHER_TYPE;
        }
    }

    /** Returns the states under keys, in their order; empty for a key without one. */
    List<Optional<byte[]>> read(List<byte[]> keys, Duration timeout) throws StoreUnavailable;

    /**
     * Writes states together, without waiting for them; each by itself: one that is in conflict does not keep the others from being written.
     *
     * @return the outcomes in their order, at the latest after the timeout; a store that has to be sent the script first may take it twice
     */
    CompletionStage<List<Replaced>> replace(List<Replacement> replacements, Duration timeout);
}
