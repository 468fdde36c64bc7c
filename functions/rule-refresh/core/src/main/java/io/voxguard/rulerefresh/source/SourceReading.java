package io.voxguard.rulerefresh.source;

import java.util.List;
import java.util.Optional;

/**
 * A set of rules as of one moment.
 *
 * @param changedAtMs time of the last change, Unix milliseconds
 * @param allowEmpty tells if a set without rules is valid
 * @param rules the enabled rules; empty if the revision was known already
 */
public record SourceReading(long revision, long changedAtMs, boolean allowEmpty, Optional<List<SourceRule>> rules) {}
