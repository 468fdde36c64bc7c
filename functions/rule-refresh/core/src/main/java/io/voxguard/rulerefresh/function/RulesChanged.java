package io.voxguard.rulerefresh.function;

/** The event that says that a rule set has changed; its data is {@code {"set": "core"}}. */
public final class RulesChanged {
    /** The event's type. */
    public static final String TYPE = "io.voxguard.rules.changed.v1";

    private RulesChanged() {}
}
