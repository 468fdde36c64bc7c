package io.voxguard.rulerefresh.app;

/**
 * The data of {@code io.voxguard.rules.changed.v1}.
 *
 * @param set the set that has changed
 */
public record RulesChanged(String set) {
    /** The event's type. */
    public static final String TYPE = "io.voxguard.rules.changed.v1";
}
