package io.voxguard.serving.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is given, in each combination of what the model, the policy, the rules and the callee say. */
class PolicyTableTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // model, degraded, features present, emergency, rules, given, by, why
                "BLOCK, false, 1, false, -, BLOCK, MODEL, -",
                "REVIEW, false, 1, false, -, REVIEW, MODEL, -",
                "ALLOW, true, 0, false, -, ALLOW, MODEL, -",
                "REVIEW, true, 0, false, -, REVIEW, MODEL, -",
                "BLOCK, true, 1, false, -, REVIEW, POLICY, DEGRADED",
                "BLOCK, false, 0, false, -, REVIEW, POLICY, UNKNOWN_CALLER",
                "BLOCK, true, 0, false, -, REVIEW, POLICY, DEGRADED",
                "BLOCK, false, 1, false, BLOCK, BLOCK, MODEL, -", // rules that agree change nothing
                "BLOCK, false, 1, false, ALLOW, ALLOW, RULES, -",
                "ALLOW, false, 1, false, BLOCK, BLOCK, RULES, -",
                "BLOCK, true, 1, false, REVIEW, REVIEW, POLICY, DEGRADED",
                "BLOCK, true, 1, false, BLOCK, BLOCK, RULES, -", // rules are not bound by the policy
                "BLOCK, false, 0, false, ALLOW, ALLOW, RULES, -",
                "BLOCK, false, 1, true, -, ALLOW, POLICY, EMERGENCY_NUMBER",
                "ALLOW, false, 1, true, -, ALLOW, POLICY, EMERGENCY_NUMBER",
                "BLOCK, true, 0, true, BLOCK, ALLOW, POLICY, EMERGENCY_NUMBER",
            })
    void defaultPolicyCapsUnknownCallersAndDegradedAnswers(
            Decision byModel,
            boolean degraded,
            int present,
            boolean emergency,
            @Nullable Decision byRules,
            Decision given,
            DecidedBy by,
            @Nullable PolicyReason why) {
        assertThat(decide(DecisionPolicy.DEFAULT, byModel, degraded, present, emergency, byRules))
                .isEqualTo(new FinalDecision(given, by, why));
    }

    /** A policy that allows what is degraded, reviews unknown callers (fewer than three features), and one that knows every caller. */
    @ParameterizedTest
    @CsvSource({
        "BLOCK, false, 3, BLOCK",
        "BLOCK, false, 2, REVIEW",
        "BLOCK, true, 3, ALLOW",
        "BLOCK, true, 2, ALLOW",
        "REVIEW, true, 3, ALLOW",
        "REVIEW, false, 0, REVIEW",
        "ALLOW, false, 0, ALLOW"
    })
    void mildestApplicableCapWins(Decision byModel, boolean degraded, int present, Decision capped) {
        DecisionPolicy policy =
                new DecisionPolicy(Decision.ALLOW, new DecisionPolicy.UnknownCaller(Decision.REVIEW, 3, List.of()));

        assertThat(policy.cap(byModel, degraded, present)).isEqualTo(capped);
    }

    @ParameterizedTest
    @CsvSource({"ALLOW", "REVIEW", "BLOCK"})
    void policyWithoutCapsKeepsTheModelsDecision(Decision byModel) {
        DecisionPolicy policy =
                new DecisionPolicy(Decision.BLOCK, new DecisionPolicy.UnknownCaller(Decision.BLOCK, 0, List.of()));

        assertThat(policy.cap(byModel, true, 0)).isEqualTo(byModel);
        assertThat(decide(policy, byModel, true, 0, false, null))
                .isEqualTo(new FinalDecision(byModel, DecidedBy.MODEL, null));
    }

    private static FinalDecision decide(
            DecisionPolicy policy,
            Decision byModel,
            boolean degraded,
            int present,
            boolean emergency,
            @Nullable Decision byRules) {
        return policy.decide(byModel, policy.cap(byModel, degraded, present), degraded, emergency, byRules);
    }
}
