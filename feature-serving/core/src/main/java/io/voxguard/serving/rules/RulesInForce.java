package io.voxguard.serving.rules;

import io.voxguard.rules.evaluation.CompiledRules;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a rule set at a moment.
 *
 * @param set its name
 * @param rules null as long as none have been read
 * @param revision of the rules; 0: none
 * @param trouble why calls that are held against them are answered less than whole: {@code not_loaded}, {@code stale}; empty when all is well
 */
public record RulesInForce(String set, @Nullable CompiledRules rules, long revision, String trouble) {
    /** No rules have been read yet, or they cannot be evaluated here. */
    public static final String NOT_LOADED = "not_loaded";

    /** For too long nothing has shown that they are the current ones. */
    public static final String STALE = "stale";

    /** How many rules a call is held against. */
    public int size() {
        return rules == null ? 0 : rules.set().rules().size();
    }
}
