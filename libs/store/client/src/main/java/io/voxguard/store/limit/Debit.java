package io.voxguard.store.limit;

import java.util.List;

/**
 * What a request would take from one bucket. The array is not copied.
 *
 * @param key of the bucket
 * @param windows all of which must have room
 * @param cost tokens, at least 0; more than a burst never passes, 0 always does
 * @param binds whether a refusal by this bucket refuses the request; else it is only told
 */
@SuppressWarnings("ArrayRecordComponent") // passed on to the wire, never compared
public record Debit(byte[] key, List<Window> windows, long cost, boolean binds) {
    /** Returns whether the cost is above the burst of a window, so that it cannot pass at any time. */
    public boolean neverPasses() {
        for (int i = 0; i < windows.size(); i++) {
            if (cost > windows.get(i).burst()) {
                return true;
            }
        }
        return false;
    }

    /** Returns the tokens that are asked of the store: none where its answer is known. */
    public long asked() {
        return neverPasses() ? 0 : cost;
    }
}
