package io.voxguard.rulerefresh.publish;

import io.voxguard.rules.RuleProblem;
import java.util.List;

/** What became of a refresh. */
public sealed interface RefreshOutcome {
    /** The store holds the database's rules already. */
    record Current(long revision) implements RefreshOutcome {}

    /**
     * It does now.
     *
     * @param why that it did not
     */
    record Published(long revision, Why why) implements RefreshOutcome {}

    /** The database's rules may not leave it; what the store held before stays, or was put back. */
    record Refused(long revision, List<RuleProblem> problems) implements RefreshOutcome {}

    /** There is no such set in the database. */
    record UnknownSet(String set) implements RefreshOutcome {}

    /** Database or store did not answer: it is worth another try. */
    record Unavailable(String cause) implements RefreshOutcome {}

    /** Why the store was written. */
    enum Why {
        /** The rules have changed. */
        CHANGED,
        /** There was nothing, or not all of it. */
        LOST,
        /** What was there was not what had been published. */
        TAMPERED
    }
}
