package io.voxguard.rulerefresh.fleet;

import io.voxguard.rules.RulePointer;
import io.voxguard.rules.RuleProblem;
import java.util.List;
import java.util.Optional;

/**
 * How a set stands.
 *
 * @param why it is not {@link State#READY}, or what the last look met with; empty when all is well
 * @param databaseRevision the last that was read; 0: none yet
 * @param changedAtMs when the database's rules were changed last, Unix milliseconds; 0: not known
 * @param pointer what the store held when it was last looked at
 * @param problems why the database's rules are refused; empty when they are not
 * @param checkedAtMs when store and database were last both asked; 0: never
 * @param sameAtMs when both were last seen to say the same; 0: never
 */
public record SetStatus(
        String set,
        State state,
        String why,
        long databaseRevision,
        long changedAtMs,
        Optional<RulePointer> pointer,
        List<RuleProblem> problems,
        long checkedAtMs,
        long sameAtMs) {

    /** How many revisions another is behind the database's; also negative, where the database was set back; 0: that is not known. */
    public long revisionsBehind(long revision) {
        return databaseRevision == 0 ? 0 : databaseRevision - revision;
    }

    /** For how many seconds another revision has not been the database's; 0: it is, or that is not known. */
    public double secondsBehind(long revision, long nowMs) {
        return revisionsBehind(revision) == 0 || changedAtMs == 0 ? 0 : Math.max(0, nowMs - changedAtMs) / 1000.0;
    }

    /** How many revisions the store is behind. */
    public long lagRevisions() {
        return revisionsBehind(storeRevision());
    }

    /** For how many seconds the store is behind. */
    public double lagSeconds(long nowMs) {
        return secondsBehind(storeRevision(), nowMs);
    }

    public long storeRevision() {
        return pointer.map(RulePointer::revision).orElse(0L);
    }
}
