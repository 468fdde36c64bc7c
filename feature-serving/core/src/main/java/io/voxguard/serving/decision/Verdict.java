package io.voxguard.serving.decision;

import java.util.List;

/**
 * A score, what it means, what is decided, and why.
 *
 * @param decision the model's: by the score and the thresholds alone
 * @param capped the model's under the policy, before rules and regardless of the number that is called
 * @param given what becomes of the call; without meaning unless {@link #isDecided()}
 * @param reasons features that moved the score, the most telling first
 */
public record Verdict(
        float score, Decision decision, Decision capped, FinalDecision given, List<Reason.ByFeature> reasons) {
    /** The verdict of a model whose score is NaN or infinite: nothing may be decided by it. */
    public static Verdict unscored(float score) {
        return new Verdict(score, Decision.REVIEW, Decision.REVIEW, FinalDecision.byModel(Decision.REVIEW), List.of());
    }

    /** The verdict on a call to an emergency number whose score is NaN or infinite: it is allowed, since no score is needed for that. */
    public static Verdict unscoredEmergency() {
        return new Verdict(
                Float.NaN,
                Decision.REVIEW,
                Decision.REVIEW,
                FinalDecision.byPolicy(Decision.ALLOW, PolicyReason.EMERGENCY_NUMBER),
                List.of());
    }

    /** Returns whether the call is decided: by its score, or because it goes to an emergency number. */
    public boolean isDecided() {
        return isScored() || given.policy() == PolicyReason.EMERGENCY_NUMBER;
    }

    public Verdict with(List<Reason.ByFeature> reasons) {
        return new Verdict(score, decision, capped, given, reasons);
    }

    /** Returns the verdict on the same call where a limit has no room for it: it is blocked, whatever else was decided. */
    public Verdict refusedBy(String limit) {
        return new Verdict(score, decision, capped, FinalDecision.byLimit(limit), reasons);
    }

    /** Returns whether the score is a finite number. Otherwise nothing may be decided by it. */
    public boolean isScored() {
        return Float.isFinite(score);
    }

    /** Returns what becomes of the call without rules: what models are compared by. */
    public Decision withoutRules() {
        return given.policy() == PolicyReason.EMERGENCY_NUMBER ? given.decision() : capped;
    }
}
