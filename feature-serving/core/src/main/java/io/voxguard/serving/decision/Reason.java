package io.voxguard.serving.decision;

import io.voxguard.catalogue.view.FeatureRef;
import io.voxguard.rules.Rule;
import io.voxguard.serving.vector.OrdinaryRange;

/**
 * One of the reasons that are given for what becomes of a call. That a policy decided is no reason of this kind: it is part of the {@link FinalDecision}. A new
 * kind does not compile until {@link #writeTo} and every other switch over the kinds answers for it.
 */
public sealed interface Reason {
    /**
     * A feature that moved the score.
     *
     * @param value as the model took it
     * @param contribution how far it moved the score from that of an ordinary call, in the unit of the model's attribution; positive: up
     */
    record ByFeature(FeatureRef feature, float value, OrdinaryRange ordinary, float contribution) implements Reason {}

    /** A detection rule that fired. */
    record ByRule(Rule rule) implements Reason {}

    /** A rate limit that had no room for the call. */
    record ByLimit(String limit) implements Reason {}

    /** Writes the reason's fields in their order: the one form that replies and output tensors have in common. */
    default void writeTo(ReasonFields out) {
        switch (this) {
            case ByFeature by -> {
                out.text("feature", by.feature.toString());
                out.number("value", by.value);
                out.number("contribution", by.contribution);
                out.range("ordinary", by.ordinary);
            }
            case ByRule by -> {
                out.text("rule", by.rule.id());
                out.text("name", by.rule.name());
                out.text("typology", by.rule.typology());
                out.text("action", by.rule.action().label());
            }
            case ByLimit by -> out.text("limit", by.limit);
        }
    }
}
