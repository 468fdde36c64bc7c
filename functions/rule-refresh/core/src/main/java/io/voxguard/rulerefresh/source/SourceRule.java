package io.voxguard.rulerefresh.source;

import java.util.OptionalLong;

/**
 * An enabled rule as the database has it, not validated.
 *
 * @param validFromMs Unix milliseconds; {@link Long#MIN_VALUE} for {@code -infinity}, {@link Long#MAX_VALUE} for {@code infinity}
 * @param validToMs as {@code validFromMs}
 */
public record SourceRule(
        String id,
        String name,
        String owner,
        String typology,
        String condition,
        String action,
        int priority,
        OptionalLong validFromMs,
        OptionalLong validToMs) {}
