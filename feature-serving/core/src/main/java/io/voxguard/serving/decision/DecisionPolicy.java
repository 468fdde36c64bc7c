package io.voxguard.serving.decision;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The most severe decisions that a model's score alone may lead to where little is known. Rules are not bound by it; calls to emergency numbers are allowed
 * whatever model and rules say. Immutable and thread-safe.
 *
 * @param degraded the most severe decision where the answer is degraded
 */
public record DecisionPolicy(Decision degraded, UnknownCaller unknownCaller) {
    /** Reviews at most, where the answer is degraded and where no feature of the caller is present. */
    public static final DecisionPolicy DEFAULT =
            new DecisionPolicy(Decision.REVIEW, new UnknownCaller(Decision.REVIEW, 1, List.of()));

    /**
     * Condition under which a caller counts as unknown, and the consequence.
     *
     * @param atMost the most severe decision
     * @param present number of features of the views that must be present for the caller to be known; 0: every caller is known
     * @param views whose features are counted; empty: every view of the caller that the model reads
     */
    public record UnknownCaller(Decision atMost, int present, List<String> views) {
        public UnknownCaller {
            views = List.copyOf(views);
        }
    }

    /** Returns what the model's decision comes to under this policy, before rules. */
    public Decision cap(Decision byModel, boolean isDegraded, int presentOfCaller) {
        Decision capped = byModel;
        if (isDegraded) {
            capped = milder(capped, degraded);
        }
        if (isUnknown(presentOfCaller)) {
            capped = milder(capped, unknownCaller.atMost);
        }
        return capped;
    }

    /**
     * Returns the decision that is given.
     *
     * @param byModel by the score and the thresholds
     * @param capped what {@link #cap} made of it
     * @param isDegraded whether the answer is less than whole, its time included
     * @param isEmergency whether the callee is an emergency number
     * @param byRules what the rules made of the capped decision; null if no rules were evaluated
     */
    public FinalDecision decide(
            Decision byModel, Decision capped, boolean isDegraded, boolean isEmergency, @Nullable Decision byRules) {
        if (isEmergency) {
            return FinalDecision.byPolicy(Decision.ALLOW, PolicyReason.EMERGENCY_NUMBER);
        }
        if (byRules != null && byRules != capped) {
            return FinalDecision.byRules(byRules);
        }
        if (capped == byModel) {
            return FinalDecision.byModel(byModel);
        }
        boolean byDegradation = isDegraded && milder(byModel, degraded) == capped;
        return FinalDecision.byPolicy(capped, byDegradation ? PolicyReason.DEGRADED : PolicyReason.UNKNOWN_CALLER);
    }

    private boolean isUnknown(int presentOfCaller) {
        return presentOfCaller < unknownCaller.present;
    }

    private static Decision milder(Decision one, Decision other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
