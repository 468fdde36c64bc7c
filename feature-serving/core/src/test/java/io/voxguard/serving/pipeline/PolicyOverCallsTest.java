package io.voxguard.serving.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.voxguard.catalogue.document.InvalidDocument;
import io.voxguard.serving.ShippedModels;
import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.call.EmergencyNumbers;
import io.voxguard.serving.decision.DecidedBy;
import io.voxguard.serving.decision.Decision;
import io.voxguard.serving.decision.FinalDecision;
import io.voxguard.serving.decision.PolicyOverrides;
import io.voxguard.serving.decision.PolicyReason;
import io.voxguard.serving.decisionlog.DecisionJson;
import io.voxguard.serving.decisionlog.DecisionLog;
import io.voxguard.serving.decisionlog.DecisionRecord;
import io.voxguard.serving.decisionlog.DecisionReplay;
import io.voxguard.serving.feature.NearCache;
import io.voxguard.serving.feature.OnlineFeatures;
import io.voxguard.serving.loading.ModelFolder;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.rules.RuleSets;
import io.voxguard.serving.rules.RulesInForce;
import io.voxguard.store.StoreOutcome;
import io.voxguard.time.Ticker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that the model would block, every one of them. */
class PolicyOverCallsTest {
    private static final long NOW = 1_772_439_330_000L;
    private static final Clock SCORED_AT = Clock.fixed(Instant.ofEpochMilli(NOW + 40), ZoneOffset.UTC);
    private static final Map<String, Float> KNOWN = Map.of("caller_velocity:calls_1h", 1f);
    private static final FinalDecision BY_MODEL = new FinalDecision(Decision.BLOCK, DecidedBy.MODEL, null);
    private static final FinalDecision BY_RULES = new FinalDecision(Decision.BLOCK, DecidedBy.RULES, null);
    private static final FinalDecision EMERGENCY =
            new FinalDecision(Decision.ALLOW, DecidedBy.POLICY, PolicyReason.EMERGENCY_NUMBER);

    @TempDir
    Path models;

    private final FakeStore store = new FakeStore();
    private final List<DecisionRecord> log = new ArrayList<>();
    private @Nullable RulesInForce inForce;
    private @Nullable Model model;

    @BeforeEach
    void blockEverything() {
        Path folder = ShippedModels.copy(ShippedModels.gbm(), models.resolve("call-fraud-gbm/2"));
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
        store.outcome = StoreOutcome.UNAVAILABLE;
        assertThat(given(pipeline(), call(KNOWN))).isEqualTo(policy(Decision.REVIEW, PolicyReason.DEGRADED));
    }

    @Test
    void lateAnswerIsDegradedInReplyAndLog() {
        Budget spent = Budget.startedAt(System.nanoTime() - 2_000_000, Duration.ofMillis(1), false);
        Scored scored = score(pipeline(), call(KNOWN), spent);
        assertThat(scored.degraded()).contains(Degradation.LATE);
        assertThat(scored.verdict().given()).isEqualTo(policy(Decision.REVIEW, PolicyReason.DEGRADED));
        assertThat(scored.decision()).isEqualTo(Decision.REVIEW);
        assertThat(scored.verdict().reasons()).isNotEmpty();
        assertThat(log).singleElement().satisfies(record -> {
            assertThat(record.timeMs()).isEqualTo(NOW + 40);
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
        Budget spent = Budget.startedAt(System.nanoTime() - 2_000_000, Duration.ofMillis(1), false);
        Scored scored = score(pipeline(allow), call(KNOWN), spent);
        assertThat(scored.verdict().given()).isEqualTo(policy(Decision.ALLOW, PolicyReason.DEGRADED));
        assertThat(scored.verdict().reasons()).isEmpty();
    }

    @Test
    void rulesBlockEvenWhenNoFeatureCouldBeRead() {
        inForce("block: true");
        assertThat(given(pipeline(), call(Map.of()))).isEqualTo(BY_RULES);
        store.outcome = StoreOutcome.TIMED_OUT;
        assertThat(given(pipeline(), call(Map.of()))).isEqualTo(BY_RULES);
    }

    @Test
    void ruleThatAgreesWithThePolicyChangesNothing() {
        inForce("review: true");
        assertThat(given(pipeline(), call(Map.of()))).isEqualTo(policy(Decision.REVIEW, PolicyReason.UNKNOWN_CALLER));
    }

    @Test
    void callToAnEmergencyNumberIsAlwaysAllowed() {
        inForce("block: true");
        assertThat(given(pipeline(), new Call("id", "+14155550100", "911", null, NOW, 0, KNOWN)))
                .isEqualTo(EMERGENCY);
        store.outcome = StoreOutcome.OVERLOADED;
        assertThat(given(pipeline(), new Call("id", "+14155550100", "112", null, NOW, 0, Map.of())))
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
        inForce("block: true");
        given(pipeline, call(Map.of()));
        given(pipeline, new Call("id", "+14155550100", "911", null, NOW, 0, KNOWN));
        store.outcome = StoreOutcome.UNAVAILABLE;
        inForce = null;
        given(pipeline, call(KNOWN));
        List<String> lines = new ArrayList<>();
        log.forEach(record -> lines.add(new String(DecisionJson.write(record), StandardCharsets.UTF_8)));
        assertThat(DecisionJson.read(lines.getFirst())).isEqualTo(log.getFirst());
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
        Model loaded = Objects.requireNonNull(model);
        return new ScoringPipeline(
                loaded,
                new PipelineEnvironment(
                        ShippedModels.catalogue(),
                        ShippedModels.ranges(),
                        new OnlineFeatures(store, NearCache.none()),
                        () -> inForce,
                        new DecisionLog() {
                            @Override
                            public boolean wants() {
                                return true;
                            }

                            @Override
                            public void add(DecisionRecord scored) {
                                log.add(scored);
                            }
                        },
                        PipelineEvents.NONE,
                        new PolicyOptions(overrides, EmergencyNumbers.DEFAULT),
                        SCORED_AT,
                        Ticker.SYSTEM));
    }

    private void inForce(String rule) {
        inForce = RuleSets.inForce(ShippedModels.catalogue(), rule);
    }

    private static FinalDecision policy(Decision decision, PolicyReason why) {
        return new FinalDecision(decision, DecidedBy.POLICY, why);
    }

    private static Call call(Map<String, Float> context) {
        return new Call("id", "+14155550100", "+14155550199", "trunk-1", NOW, 0, context);
    }

    private static FinalDecision given(ScoringPipeline pipeline, Call call) {
        return score(pipeline, call, Budget.startedAt(System.nanoTime(), Duration.ofSeconds(10), false))
                .verdict()
                .given();
    }

    private static Scored score(ScoringPipeline pipeline, Call call, Budget budget) {
        Outcome outcome = pipeline.score(
                        List.of(call), budget, new Wanted(Wanted.Reasons.NOT_ALLOWED, false, true), Runnable::run)
                .toCompletableFuture()
                .orTimeout(5, TimeUnit.SECONDS)
                .join();
        return ((Outcome.Answered) outcome).calls().getFirst();
    }
}
