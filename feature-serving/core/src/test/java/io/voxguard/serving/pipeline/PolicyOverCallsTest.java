package io.voxguard.serving.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.serving.ShippedModels;
import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.decision.DecidedBy;
import io.voxguard.serving.decision.Decision;
import io.voxguard.serving.decision.FinalDecision;
import io.voxguard.serving.decision.PolicyOverrides;
import io.voxguard.serving.decision.PolicyReason;
import io.voxguard.serving.decisionlog.DecisionJson;
import io.voxguard.serving.decisionlog.DecisionRecord;
import io.voxguard.serving.decisionlog.DecisionReplay;
import io.voxguard.serving.loading.ModelFolder;
import io.voxguard.serving.model.Model;
import io.voxguard.store.StoreOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that the model would block, every one of them. */
class PolicyOverCallsTest {
    private static final Wanted WANTED = new Wanted(Wanted.Reasons.NOT_ALLOWED, false, true);
    private static final Map<String, Float> KNOWN = Map.of("caller_velocity:calls_1h", 1f);
    private static final FinalDecision BY_MODEL = new FinalDecision(Decision.BLOCK, DecidedBy.MODEL, null);
    private static final FinalDecision BY_RULES = new FinalDecision(Decision.BLOCK, DecidedBy.RULES, null);
    private static final FinalDecision EMERGENCY =
            new FinalDecision(Decision.ALLOW, DecidedBy.POLICY, PolicyReason.EMERGENCY_NUMBER);

    @TempDir
    Path models;

    private final PipelineFixture fixture = new PipelineFixture();
    private @Nullable Model model;

    @BeforeEach
    void blockEverything() {
        Path folder = ShippedModels.copy(ShippedModels.gbm(), models.resolve("call-fraud-gbm/3"));
        ShippedModels.policy(folder, "");
        ShippedModels.blockEverything(folder);
        model = ModelFolder.load(folder);
    }

    @AfterEach
    void close() {
        if (model != null) {
            model.close();
        }
    }

    @Test
    void unknownCallerIsReviewedAtMost() {
        assertThat(given(pipeline(), call(Map.of()))).isEqualTo(policy(Decision.REVIEW, PolicyReason.UNKNOWN_CALLER));
    }

    @Test
    void featureGivenInTheContextMakesTheCallerKnown() {
        assertThat(given(pipeline(), call(KNOWN))).isEqualTo(BY_MODEL);
        assertThat(given(pipeline(), call(Map.of("caller_velocity:calls_1h", Float.NaN))))
                .as("null in the context")
                .isEqualTo(policy(Decision.REVIEW, PolicyReason.UNKNOWN_CALLER));
        assertThat(given(pipeline(), call(Map.of("trunk_load:calls_5m", 3f, "request:hour", 3f))))
                .as("features of others")
                .isEqualTo(policy(Decision.REVIEW, PolicyReason.UNKNOWN_CALLER));
    }

    @Test
    void degradedAnswerIsReviewedAtMostEvenForAKnownCaller() {
        fixture.store.outcome = StoreOutcome.UNAVAILABLE;
        assertThat(given(pipeline(), call(KNOWN))).isEqualTo(policy(Decision.REVIEW, PolicyReason.DEGRADED));
    }

    @Test
    void lateAnswerIsDegradedInReplyAndLog() {
        Scored scored = score(pipeline(), call(KNOWN), PipelineFixture.spent());
        assertThat(scored.degraded()).contains(Degradation.LATE);
        assertThat(scored.verdict().given()).isEqualTo(policy(Decision.REVIEW, PolicyReason.DEGRADED));
        assertThat(scored.decision()).isEqualTo(Decision.REVIEW);
        assertThat(scored.verdict().reasons()).isNotEmpty();
        assertThat(fixture.log).singleElement().satisfies(record -> {
            assertThat(record.timeMs()).isEqualTo(PipelineFixture.SCORED_AT);
            assertThat(record.decision()).isEqualTo("block");
            assertThat(record.given())
                    .extracting(
                            DecisionRecord.Given::decision,
                            DecisionRecord.Given::decidedBy,
                            DecisionRecord.Given::policy)
                    .containsExactly("review", "policy", "degraded");
        });
    }

    @Test
    void callAllowedBecauseItIsLateHasNoReasons() {
        PolicyOverrides allow = new PolicyOverrides(
                Optional.of(Decision.ALLOW), Optional.empty(), OptionalInt.empty(), Optional.empty());
        Scored scored = score(pipeline(allow), call(KNOWN), PipelineFixture.spent());
        assertThat(scored.verdict().given()).isEqualTo(policy(Decision.ALLOW, PolicyReason.DEGRADED));
        assertThat(scored.verdict().reasons()).isEmpty();
    }

    @Test
    void rulesBlockEvenWhenNoFeatureCouldBeRead() {
        fixture.inForce("block: true");
        assertThat(given(pipeline(), call(Map.of()))).isEqualTo(BY_RULES);
        fixture.store.outcome = StoreOutcome.TIMED_OUT;
        assertThat(given(pipeline(), call(Map.of()))).isEqualTo(BY_RULES);
    }

    @Test
    void ruleThatAgreesWithThePolicyChangesNothing() {
        fixture.inForce("review: true");
        assertThat(given(pipeline(), call(Map.of()))).isEqualTo(policy(Decision.REVIEW, PolicyReason.UNKNOWN_CALLER));
    }

    @Test
    void callToAnEmergencyNumberIsAlwaysAllowed() {
        fixture.inForce("block: true");
        assertThat(given(pipeline(), new Call("id", "+14155550100", "911", null, PipelineFixture.NOW, 0, KNOWN)))
                .isEqualTo(EMERGENCY);
        fixture.store.outcome = StoreOutcome.OVERLOADED;
        assertThat(given(pipeline(), new Call("id", "+14155550100", "112", null, PipelineFixture.NOW, 0, Map.of())))
                .isEqualTo(EMERGENCY);
    }

    @Test
    void overridesReplaceTheModelsPolicy() {
        PolicyOverrides allow = new PolicyOverrides(
                Optional.of(Decision.BLOCK),
                Optional.of(Decision.ALLOW),
                OptionalInt.of(2),
                Optional.of(List.of("caller_rhythm")));
        assertThat(given(pipeline(allow), call(KNOWN)))
                .as("a feature of another view than the one that counts")
                .isEqualTo(policy(Decision.ALLOW, PolicyReason.UNKNOWN_CALLER));
        Map<String, Float> two = Map.of("caller_rhythm:calls_24h", 5f, "caller_rhythm:short_ratio_24h", 0f);
        assertThat(given(pipeline(allow), call(two))).isEqualTo(BY_MODEL);
    }

    @Test
    void policyThatNamesAViewTheModelDoesNotReadIsRefused() {
        PolicyOverrides unknown = new PolicyOverrides(
                Optional.empty(), Optional.empty(), OptionalInt.empty(), Optional.of(List.of("no_such_view")));
        assertThatThrownBy(() -> pipeline(unknown))
                .isInstanceOf(InvalidDocument.class)
                .hasMessageContaining("unknown_caller.views")
                .hasMessageContaining("no_such_view");
    }

    @Test
    void replayConfirmsRecordedDecisionsAndReportsChangedOnes() throws IOException {
        ScoringPipeline pipeline = pipeline();
        given(pipeline, call(Map.of()));
        given(pipeline, call(KNOWN));
        fixture.inForce("block: true");
        given(pipeline, call(Map.of()));
        given(pipeline, new Call("id", "+14155550100", "911", null, PipelineFixture.NOW, 0, KNOWN));
        fixture.store.outcome = StoreOutcome.UNAVAILABLE;
        fixture.inForce = null;
        given(pipeline, call(KNOWN));
        List<String> lines = new ArrayList<>();
        fixture.log.forEach(record -> lines.add(new String(DecisionJson.write(record), StandardCharsets.UTF_8)));
        assertThat(DecisionJson.read(lines.getFirst())).isEqualTo(fixture.log.getFirst());
        lines.add(lines.get(0).replace("\"final_decision\":\"review\"", "\"final_decision\":\"block\""));
        lines.add(lines.get(1).replace("\"decided_by\":\"model\"", "\"decided_by\":\"rules\""));
        lines.add(lines.get(4).replace("\"policy\":\"degraded\"", "\"policy\":\"unknown_caller\""));
        lines.add(lines.get(0).replaceFirst(",\"final_decision\".*", "}"));
        Path file = Files.write(models.resolve("decisions.jsonl"), lines);
        List<String> differences = new ArrayList<>();
        try (DecisionReplay replay = new DecisionReplay(models, DecisionReplay.EVALUATORS_AGREE)) {
            assertThat(replay.replay(file, differences::add))
                    .as("%s", differences)
                    .isEqualTo(new DecisionReplay.Summary(9, 6, 3, 0));
        }
        assertThat(differences.getFirst())
                .contains("decisions.jsonl:6")
                .contains("logged block by policy (unknown_caller)")
                .contains("now review by policy (unknown_caller)");
    }

    private ScoringPipeline pipeline() {
        return pipeline(PolicyOverrides.NONE);
    }

    private ScoringPipeline pipeline(PolicyOverrides overrides) {
        return fixture.pipeline(Objects.requireNonNull(model), overrides);
    }

    private static FinalDecision policy(Decision decision, PolicyReason why) {
        return new FinalDecision(decision, DecidedBy.POLICY, why);
    }

    private static Call call(Map<String, Float> context) {
        return PipelineFixture.call("+14155550100", context);
    }

    private static FinalDecision given(ScoringPipeline pipeline, Call call) {
        return score(pipeline, call, PipelineFixture.plenty()).verdict().given();
    }

    private static Scored score(ScoringPipeline pipeline, Call call, Budget budget) {
        return PipelineFixture.score(pipeline, List.of(call), budget, WANTED).getFirst();
    }
}
