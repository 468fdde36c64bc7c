package io.voxguard.serving.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.serving.explain.Attribution;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From scores to decisions, and the parts of a verdict. */
class DecisionsTest {
    private static final Thresholds THRESHOLDS = new Thresholds(0.5f, 0.9f);

    @ParameterizedTest
    @CsvSource({
        "-1, ALLOW",
        "0, ALLOW",
        "0.4999999, ALLOW",
        "0.5, REVIEW",
        "0.8999999, REVIEW",
        "0.9, BLOCK",
        "7, BLOCK"
    })
    void thresholdsBelongToTheMoreSevereDecision(float score, Decision decision) {
        assertThat(THRESHOLDS.decide(score)).isEqualTo(decision);
        assertThat(decisions().decide(score)).isEqualTo(decision);
    }

    @Test
    void equalThresholdsMeanThatNoScoreIsReviewed() {
        Thresholds one = new Thresholds(0.5f, 0.5f);

        assertThat(one.decide(0.49f)).isEqualTo(Decision.ALLOW);
        assertThat(one.decide(0.5f)).isEqualTo(Decision.BLOCK);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void nonFiniteScoreYieldsNoDecision(float score) {
        assertThatThrownBy(() -> decisions().decide(score))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("score: expected a finite number, got " + score);
    }

    @ParameterizedTest
    @EnumSource(Decision.class)
    void decisionsAreFoundByTheirLabels(Decision decision) {
        assertThat(Decision.labelled(decision.label())).contains(decision);
        assertThat(Decision.labelled(decision.name())).isEmpty();
        assertThat(decision.label()).isEqualTo(decision.name().toLowerCase(java.util.Locale.ROOT));
    }

    @Test
    void decisionsAreInTheOrderOfTheirSeverity() {
        assertThat(Decision.values()).containsExactly(Decision.ALLOW, Decision.REVIEW, Decision.BLOCK);
    }

    /** The policies' own choice of every part, and what overrides make of it. */
    @Test
    void overriddenPartsReplaceThoseOfTheModel() {
        DecisionPolicy own = new DecisionPolicy(
                Decision.ALLOW, new DecisionPolicy.UnknownCaller(Decision.ALLOW, 3, List.of("caller_velocity")));

        assertThat(PolicyOverrides.NONE.over(own)).isEqualTo(own);
        assertThat(new PolicyOverrides(
                                Optional.of(Decision.BLOCK), Optional.empty(), OptionalInt.empty(), Optional.empty())
                        .over(own))
                .isEqualTo(new DecisionPolicy(Decision.BLOCK, own.unknownCaller()));
        assertThat(new PolicyOverrides(
                                Optional.empty(),
                                Optional.of(Decision.BLOCK),
                                OptionalInt.of(0),
                                Optional.of(List.of("a", "b")))
                        .over(own))
                .isEqualTo(new DecisionPolicy(
                        Decision.ALLOW, new DecisionPolicy.UnknownCaller(Decision.BLOCK, 0, List.of("a", "b"))));
    }

    @Test
    void unscoredVerdictHasNoDecision() {
        Verdict unscored = Verdict.unscored(Float.NaN);

        assertThat(unscored.isScored()).isFalse();
        assertThat(unscored.isDecided()).isFalse();
        assertThat(unscored.reasons()).isEmpty();
    }

    @Test
    void emergencyCallIsAllowedWithoutAScore() {
        Verdict emergency = Verdict.unscoredEmergency();

        assertThat(emergency.isScored()).isFalse();
        assertThat(emergency.isDecided()).isTrue();
        assertThat(emergency.given().decision()).isEqualTo(Decision.ALLOW);
        assertThat(emergency.given().by()).isEqualTo(DecidedBy.POLICY);
        assertThat(emergency.given().policy()).isEqualTo(PolicyReason.EMERGENCY_NUMBER);
        assertThat(emergency.withoutRules()).isEqualTo(Decision.ALLOW);
    }

    @Test
    void withoutRulesTheCappedDecisionStandsUnlessAnEmergencyNumberIsCalled() {
        Verdict ruled =
                new Verdict(0.95f, Decision.BLOCK, Decision.REVIEW, FinalDecision.byRules(Decision.BLOCK), List.of());
        Verdict emergency = new Verdict(
                0.95f,
                Decision.BLOCK,
                Decision.BLOCK,
                FinalDecision.byPolicy(Decision.ALLOW, PolicyReason.EMERGENCY_NUMBER),
                List.of());

        assertThat(ruled.withoutRules()).isEqualTo(Decision.REVIEW);
        assertThat(emergency.withoutRules()).isEqualTo(Decision.ALLOW);
        assertThat(emergency.isDecided()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Decision.class)
    void finalDecisionsNameWhatDecidedThem(Decision decision) {
        assertThat(FinalDecision.byModel(decision)).isEqualTo(new FinalDecision(decision, DecidedBy.MODEL, null));
        assertThat(FinalDecision.byRules(decision)).isEqualTo(new FinalDecision(decision, DecidedBy.RULES, null));
        for (PolicyReason why : PolicyReason.values()) {
            assertThat(FinalDecision.byPolicy(decision, why))
                    .isEqualTo(new FinalDecision(decision, DecidedBy.POLICY, why))
                    .as("shared")
                    .isSameAs(FinalDecision.byPolicy(decision, why));
        }
    }

    private static Decisions decisions() {
        return new Decisions(List.of(), THRESHOLDS, new Attribution() {
            @Override
            public String method() {
                return "none";
            }

            @Override
            public void of(FloatBuffer inputs, int row, float[] contributions) {
                throw new UnsupportedOperationException("not asked for");
            }
        });
    }
}
