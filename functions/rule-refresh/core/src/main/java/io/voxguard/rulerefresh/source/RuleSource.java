package io.voxguard.rulerefresh.source;

import java.util.List;
import java.util.Optional;

/** The rules as they are committed. Every method waits for a bounded time. Thread-safe. */
public interface RuleSource {
    /** The names of all sets. */
    List<String> sets() throws SourceUnavailable;

    /**
     * The set as of one moment; empty where there is no such set.
     *
     * @param known a revision whose rules need not be read again
     */
    Optional<SourceReading> read(String set, long known) throws SourceUnavailable;

    /** Raises a set's revision above another that is in the store: the database was set back, or somebody else has published. */
    void raiseAbove(String set, long revision) throws SourceUnavailable;
}
