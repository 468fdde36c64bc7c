package io.voxguard.rulerefresh.publish;

import io.voxguard.rulerefresh.source.SourceReading;
import io.voxguard.rules.RulePointer;
import java.util.Optional;

/**
 * A refresh, and what was seen on its way.
 *
 * @param reading what the database said; empty where it did not answer
 * @param pointer what the store holds after it
 */
public record Refreshed(RefreshOutcome outcome, Optional<SourceReading> reading, Optional<RulePointer> pointer) {}
