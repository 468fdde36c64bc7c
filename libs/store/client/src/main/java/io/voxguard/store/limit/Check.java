package io.voxguard.store.limit;

import java.util.List;

/**
 * One request for tokens: from all of its buckets or from none.
 *
 * @param debits at least one, of different keys
 * @param take false: looks only
 */
public record Check(List<Debit> debits, boolean take) {
    /** Returns whether the store has anything to take: not if a bucket that binds can never pass. */
    public boolean takes() {
        if (!take) {
            return false;
        }
        for (int i = 0; i < debits.size(); i++) {
            Debit debit = debits.get(i);
            if (debit.cost() == 0 || debit.binds() && debit.neverPasses()) {
                return false;
            }
        }
        return true;
    }
}
