package io.voxguard.rulerefresh.source;

import java.util.List;
import java.util.Optional;

/**
 * A set of rules as of one moment.
 *
 * @param changedAtMs when it was last changed, Unix milliseconds
 * @param allowEmpty whether it may have no rules
 * @param rules the enabled ones; empty where the revision was known already
 */
public record SourceReading(long revision, long changedAtMs, boolean allowEmpty, Optional<List<SourceRule>> rules) {}
