package io.voxguard.rulerefresh.publish;

import io.voxguard.rules.RuleProblem;
import java.util.List;

/** Outcome of a refresh. */
public sealed interface RefreshOutcome {
    /** The store had the database's rules already. */
    record Current(long revision) implements RefreshOutcome {}

    /**
     * The store has been given the database's rules.
     *
     * @param why it did not have them
     */
    record Published(long revision, Why why) implements RefreshOutcome {}

    /** The database's rules are invalid; the store keeps its former ones, or has been given them back. */
    record Refused(long revision, List<RuleProblem> problems) implements RefreshOutcome {}

    /** There is no such set in the database. */
    record UnknownSet(String set) implements RefreshOutcome {}

    /** Database or store did not answer; the next refresh may succeed. */
    record Unavailable(String cause) implements RefreshOutcome {}

    /** Reason for writing the store. */
    enum Why {
        /** The rules have changed. */
        CHANGED,
        /** Pointer or blob were missing. */
        LOST,
        /** The store's pointer was not one that was published. */
        TAMPERED
    }
}
