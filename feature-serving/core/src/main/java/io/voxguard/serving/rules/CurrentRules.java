package io.voxguard.serving.rules;

import org.jspecify.annotations.Nullable;

/** The rules that calls are held against, beside the model. Asked on the road of every call: quick and without waiting. */
@FunctionalInterface
public interface CurrentRules {
    /** There are none, and none are missed. */
    CurrentRules OFF = () -> null;

    /** What is in force now, the same object until something about it changes; null where no rules are evaluated. */
    @Nullable
    RulesInForce now();
}
