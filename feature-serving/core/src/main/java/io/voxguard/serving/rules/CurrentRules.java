package io.voxguard.serving.rules;

import org.jspecify.annotations.Nullable;

/** The rules that calls are checked against, besides the model. Asked for every call: must be quick and must not block. */
@FunctionalInterface
public interface CurrentRules {
    /** No rules, and none are missing. */
    CurrentRules OFF = () -> null;

    /** Returns the rules in force, the same object until something about them changes; null if no rules are evaluated. */
    @Nullable
    RulesInForce now();
}
