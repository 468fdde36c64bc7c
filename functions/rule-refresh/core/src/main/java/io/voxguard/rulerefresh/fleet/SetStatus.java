package io.voxguard.rulerefresh.fleet;

import io.voxguard.rules.RulePointer;
import io.voxguard.rules.RuleProblem;
import java.util.List;
import java.util.Optional;

/**
 * State of a set.
 *
 * @param why reason for not being {@link SyncState#READY}, or the last failure; empty if there is none
 * @param databaseRevision the last that was read; 0 if none was
 * @param changedAtMs time of the last change of the database's rules, Unix milliseconds; 0 if not known
 * @param pointer the store's, as it was last read
 * @param problems for which the database's rules are refused; empty if they are not
 * @param checkedAtMs time at which both store and database last answered; 0 if never
 * @param sameAtMs time at which both were last seen to have the same rules; 0 if never
 */
public record SetStatus(
        String set,
        SyncState state,
        String why,
        long databaseRevision,
        long changedAtMs,
        Optional<RulePointer> pointer,
        List<RuleProblem> problems,
        long checkedAtMs,
        long sameAtMs) {

    /** Returns the number of revisions that another is behind the database's; negative if the database was set back; 0 if not known. */
    public long revisionsBehind(long revision) {
        return databaseRevision == 0 ? 0 : databaseRevision - revision;
    }

    /** Returns the seconds since another revision ceased to be the database's; 0 if it is, or not known. */
    public double secondsBehind(long revision, long nowMs) {
        return revisionsBehind(revision) == 0 || changedAtMs == 0 ? 0 : Math.max(0, nowMs - changedAtMs) / 1000.0;
    }

    /** Returns the number of revisions that the store is behind the database. */
    public long lagRevisions() {
        return revisionsBehind(storeRevision());
    }

    /** Returns the seconds that the store is behind the database. */
    public double lagSeconds(long nowMs) {
        return secondsBehind(storeRevision(), nowMs);
    }

    public long storeRevision() {
        return pointer.map(RulePointer::revision).orElse(0L);
    }
}
