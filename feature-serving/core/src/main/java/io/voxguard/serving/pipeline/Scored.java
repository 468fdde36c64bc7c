package io.voxguard.serving.pipeline;

import io.voxguard.problem.Problem;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.decision.Decision;
import io.voxguard.serving.decision.Reason;
import io.voxguard.serving.decision.Verdict;
import io.voxguard.serving.model.ModelId;
import io.voxguard.serving.rules.RuleVerdict;
import io.voxguard.serving.vector.InputProvenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One call's answer.
 *
 * @param model that scored it
 * @param verdict the score, and what is decided
 * @param rules what the detection rules say; null where it was not held against any
 * @param present model inputs that had a value
 * @param missing model inputs that had none
 * @param stale model inputs whose value was too old
 * @param degraded empty when the answer is whole
 * @param provenance where each input came from; empty unless it was asked for
 */
public record Scored(
        ModelId model,
        Call call,
        Verdict verdict,
        @Nullable RuleVerdict rules,
        int present,
        int missing,
        int stale,
        List<Degradation> degraded,
        List<InputProvenance> provenance) {
    /** Number of rules that the reasons name; all that fired are counted. */
    private static final int MAX_RULES_NAMED = 16;

    /** Returns what is wrong with the model's score, which then decides nothing; null for a call that was scored. */
    public @Nullable Problem error() {
        return verdict.isDecided()
                ? null
                : new Problem("score", "a finite number of model " + model, String.valueOf(verdict.score()));
    }

    /**
     * Returns the decision on the call.
     *
     * @throws IllegalStateException when the model gave no score: see {@link #error()}
     */
    public Decision decision() {
        if (!verdict.isDecided()) {
            throw new IllegalStateException("nothing is decided by a score of " + verdict.score());
        }
        return verdict.given().decision();
    }

    /** Returns the reasons for the decision: the limit that refused the call, the first rules that fired, then the features that moved the score. */
    public List<? extends Reason> reasons() {
        String limit = verdict.given().limit();
        int fired = rules == null ? 0 : rules.fired().size();
        if (limit == null && fired == 0) {
            return verdict.reasons();
        }
        int named = Math.min(fired, MAX_RULES_NAMED);
        List<Reason> reasons = new ArrayList<>(1 + named + verdict.reasons().size());
        if (limit != null) {
            reasons.add(new Reason.ByLimit(limit));
        }
        for (int i = 0; i < named; i++) {
            reasons.add(new Reason.ByRule(Objects.requireNonNull(rules).fired().get(i)));
        }
        reasons.addAll(verdict.reasons());
        return reasons;
    }

    /** Inputs that a default stood in for. */
    public int defaulted() {
        return missing + stale;
    }
}
