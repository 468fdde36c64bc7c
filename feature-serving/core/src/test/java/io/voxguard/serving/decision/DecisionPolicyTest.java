package io.voxguard.serving.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.serving.decision.DecisionPolicy.UnknownCaller;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DecisionPolicyTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # most severe when     | the call                      | what comes out
            # degraded | unknown   | model  | degraded | present | rules  | decision | by     | why
            REVIEW     | REVIEW    | BLOCK  | false    | 1       | -      | BLOCK    | MODEL  | -
            REVIEW     | REVIEW    | REVIEW | false    | 0       | -      | REVIEW   | MODEL  | -
            REVIEW     | REVIEW    | ALLOW  | true     | 0       | -      | ALLOW    | MODEL  | -
            REVIEW     | REVIEW    | BLOCK  | false    | 0       | -      | REVIEW   | POLICY | UNKNOWN_CALLER
            REVIEW     | REVIEW    | BLOCK  | true     | 1       | -      | REVIEW   | POLICY | DEGRADED
            REVIEW     | REVIEW    | BLOCK  | true     | 0       | -      | REVIEW   | POLICY | DEGRADED
            REVIEW     | ALLOW     | BLOCK  | true     | 0       | -      | ALLOW    | POLICY | UNKNOWN_CALLER
            ALLOW      | REVIEW    | BLOCK  | true     | 0       | -      | ALLOW    | POLICY | DEGRADED
            BLOCK      | REVIEW    | BLOCK  | true     | 0       | -      | REVIEW   | POLICY | UNKNOWN_CALLER
            BLOCK      | BLOCK     | BLOCK  | true     | 0       | -      | BLOCK    | MODEL  | -
            ALLOW      | ALLOW     | REVIEW | true     | 1       | -      | ALLOW    | POLICY | DEGRADED
            REVIEW     | REVIEW    | BLOCK  | true     | 0       | BLOCK  | BLOCK    | RULES  | -
            REVIEW     | REVIEW    | BLOCK  | true     | 0       | REVIEW | REVIEW   | POLICY | DEGRADED
            REVIEW     | REVIEW    | BLOCK  | true     | 0       | ALLOW  | ALLOW    | RULES  | -
            REVIEW     | REVIEW    | ALLOW  | false    | 1       | BLOCK  | BLOCK    | RULES  | -
            REVIEW     | REVIEW    | BLOCK  | false    | 1       | BLOCK  | BLOCK    | MODEL  | -
            REVIEW     | REVIEW    | ALLOW  | false    | 1       | ALLOW  | ALLOW    | MODEL  | -
            """)
    void thePolicyCapsTheModelAndRulesHaveTheLastWord(
            Decision atMostDegraded,
            Decision atMostUnknown,
            Decision byModel,
            boolean degraded,
            int present,
            @Nullable Decision byRules,
            Decision decision,
            DecidedBy by,
            @Nullable PolicyReason why) {
        DecisionPolicy policy = new DecisionPolicy(atMostDegraded, new UnknownCaller(atMostUnknown, 1, List.of()));
        assertThat(decide(policy, byModel, degraded, present, false, byRules))
                .isEqualTo(new FinalDecision(decision, by, why));
    }

    @ParameterizedTest
    @EnumSource(Decision.class)
    void callToAnEmergencyNumberIsAlwaysAllowed(Decision byModel) {
        FinalDecision allowed = new FinalDecision(Decision.ALLOW, DecidedBy.POLICY, PolicyReason.EMERGENCY_NUMBER);
        for (DecisionPolicy policy : List.of(
                DecisionPolicy.DEFAULT,
                new DecisionPolicy(Decision.BLOCK, new UnknownCaller(Decision.BLOCK, 0, List.of())))) {
            assertThat(decide(policy, byModel, false, 9, true, null)).isEqualTo(allowed);
            assertThat(decide(policy, byModel, true, 0, true, Decision.BLOCK)).isEqualTo(allowed);
            assertThat(decide(policy, byModel, true, 0, true, Decision.REVIEW)).isEqualTo(allowed);
        }
    }

    @Test
    void everyCallerIsKnownIfNoFeatureIsRequired() {
        DecisionPolicy policy = new DecisionPolicy(Decision.REVIEW, new UnknownCaller(Decision.REVIEW, 0, List.of()));
        assertThat(policy.cap(Decision.BLOCK, false, 0)).isEqualTo(Decision.BLOCK);
    }

    @Test
    void requiredNumberOfFeaturesMakesACallerKnown() {
        DecisionPolicy policy = new DecisionPolicy(Decision.REVIEW, new UnknownCaller(Decision.ALLOW, 3, List.of()));
        assertThat(policy.cap(Decision.BLOCK, false, 2)).isEqualTo(Decision.ALLOW);
        assertThat(policy.cap(Decision.BLOCK, false, 3)).isEqualTo(Decision.BLOCK);
    }

    @Test
    void decisionsAreSharedInstances() {
        FinalDecision one = decide(DecisionPolicy.DEFAULT, Decision.BLOCK, true, 0, false, null);
        assertThat(decide(DecisionPolicy.DEFAULT, Decision.BLOCK, true, 5, false, null))
                .isSameAs(one);
    }

    @Test
    void overridesReplaceOnlyWhatTheySet() {
        DecisionPolicy own =
                new DecisionPolicy(Decision.BLOCK, new UnknownCaller(Decision.BLOCK, 4, List.of("caller_rhythm")));
        assertThat(PolicyOverrides.NONE.over(own)).isEqualTo(own);
        PolicyOverrides some =
                new PolicyOverrides(Optional.of(Decision.ALLOW), Optional.empty(), OptionalInt.of(2), Optional.empty());
        assertThat(some.over(own))
                .isEqualTo(new DecisionPolicy(
                        Decision.ALLOW, new UnknownCaller(Decision.BLOCK, 2, List.of("caller_rhythm"))));
        PolicyOverrides rest = new PolicyOverrides(
                Optional.empty(),
                Optional.of(Decision.REVIEW),
                OptionalInt.empty(),
                Optional.of(List.of("caller_velocity")));
        assertThat(rest.over(own))
                .isEqualTo(new DecisionPolicy(
                        Decision.BLOCK, new UnknownCaller(Decision.REVIEW, 4, List.of("caller_velocity"))));
    }

    private static FinalDecision decide(
            DecisionPolicy policy,
            Decision byModel,
            boolean isDegraded,
            int present,
            boolean isEmergency,
            @Nullable Decision byRules) {
        return policy.decide(byModel, policy.cap(byModel, isDegraded, present), isDegraded, isEmergency, byRules);
    }
}
