package io.voxguard.rulerefresh.source;

import java.util.OptionalLong;

/** An enabled rule as it stands in the database: its texts have not been looked at. */
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
