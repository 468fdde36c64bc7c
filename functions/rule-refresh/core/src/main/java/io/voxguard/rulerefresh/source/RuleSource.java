package io.voxguard.rulerefresh.source;

import java.util.List;
import java.util.Optional;

/** The committed rules. Every method waits for a bounded time. Thread-safe. */
public interface RuleSource {
    /** Returns the names of all sets. */
    List<String> sets() throws SourceUnavailable;

    /**
     * Reads a set as of one moment; empty if there is no such set.
     *
     * @param known a revision whose rules are not read again
     */
    Optional<SourceReading> read(String set, long known) throws SourceUnavailable;

    /** Raises a set's revision above the store's, which is higher if the database was set back or someone else has published. */
    void raiseAbove(String set, long revision) throws SourceUnavailable;
}
