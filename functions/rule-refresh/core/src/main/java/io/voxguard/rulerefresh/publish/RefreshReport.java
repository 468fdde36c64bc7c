package io.voxguard.rulerefresh.publish;

import io.voxguard.rulerefresh.source.SourceReading;
import io.voxguard.rules.RulePointer;
import java.util.Optional;

/**
 * A refresh, and what it has read.
 *
 * @param reading the database's state; empty if it did not answer
 * @param pointer the store's pointer after the refresh
 */
public record RefreshReport(RefreshOutcome outcome, Optional<SourceReading> reading, Optional<RulePointer> pointer) {}
