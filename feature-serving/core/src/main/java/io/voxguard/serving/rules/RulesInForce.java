package io.voxguard.serving.rules;

import io.voxguard.rules.evaluation.CompiledRules;
import org.jspecify.annotations.Nullable;

/**
 * State of a rule set at one moment.
 *
 * @param set its name
 * @param rules null until some have been read
 * @param revision of the rules; 0: none
 * @param trouble why answers are degraded: {@code not_loaded}, {@code stale}; empty when all is well
 */
public record RulesInForce(String set, @Nullable CompiledRules rules, long revision, String trouble) {
    /** No rules have been read yet, or they cannot be evaluated here. */
    public static final String NOT_LOADED = "not_loaded";

    /** The rules have not been seen to be current for too long. */
    public static final String STALE = "stale";

    /** Returns the number of rules that a call is checked against. */
    public int size() {
        return rules == null ? 0 : rules.set().rules().size();
    }
}
