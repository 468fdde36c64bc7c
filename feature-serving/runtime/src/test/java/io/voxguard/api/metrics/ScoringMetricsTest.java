package io.voxguard.api.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.rules.Rule;
import io.voxguard.rules.RuleAction;
import io.voxguard.rules.evaluation.Fired;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.decision.DecidedBy;
import io.voxguard.serving.decision.Decision;
import io.voxguard.serving.decision.FinalDecision;
import io.voxguard.serving.decision.Verdict;
import io.voxguard.serving.feature.ViewOutcome;
import io.voxguard.serving.model.ModelId;
import io.voxguard.serving.pipeline.Degradation;
import io.voxguard.serving.pipeline.Scored;
import io.voxguard.serving.pipeline.StageTimes;
import io.voxguard.serving.rules.RuleVerdict;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScoringMetricsTest {
    private static final Call CALL = new Call("c", "+14155550100", "+442071838750", null, 0, 0, Map.of());

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ScoringMetrics metrics = new ScoringMetrics(registry);

    private static Scored scored(Verdict verdict, @Nullable RuleVerdict rules, Degradation... degraded) {
        return new Scored(new ModelId("m", "1"), CALL, verdict, rules, 1, 0, 0, List.of(degraded), List.of());
    }

    private static Verdict verdict(Decision decision, DecidedBy by) {
        return new Verdict(0.5f, decision, decision, new FinalDecision(decision, by, null), List.of());
    }

    private static Rule rule(RuleAction action) {
        return new Rule("r-" + action, "name", "owner", "wangiri", "true", action, 0, Rule.Validity.ALWAYS);
    }

    private double count(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }

    @Test
    void decisionsAreCountedByDecisionAndByWhatDecided() {
        metrics.decided(scored(verdict(Decision.BLOCK, DecidedBy.MODEL), null));
        metrics.decided(scored(verdict(Decision.BLOCK, DecidedBy.MODEL), null));
        metrics.decided(scored(verdict(Decision.ALLOW, DecidedBy.RULES), null));
        assertThat(count("voxguard.scoring.decisions", "decision", "block", "decided_by", "model"))
                .isEqualTo(2);
        assertThat(count("voxguard.scoring.decisions", "decision", "allow", "decided_by", "rules"))
                .isEqualTo(1);
        assertThat(count("voxguard.scoring.decisions", "decision", "review", "decided_by", "policy"))
                .isZero();
        assertThat(count("voxguard.scoring.degraded")).isZero();
    }

    @Test
    void degradedAnswerIsCountedOnceHoweverManyViewsItLacks() {
        metrics.decided(scored(
                verdict(Decision.REVIEW, DecidedBy.POLICY),
                null,
                new Degradation("a", "timed_out"),
                new Degradation("b", "timed_out")));
        assertThat(count("voxguard.scoring.degraded")).isEqualTo(1);
    }

    @Test
    void callWithoutAFiniteScoreIsCountedAsUnscoredAndAsNoDecision() {
        metrics.decided(scored(Verdict.unscored(Float.NaN), null));
        assertThat(count("voxguard.scoring.unscored")).isEqualTo(1);
        assertThat(registry.get("voxguard.scoring.decisions").counters())
                .allSatisfy(counter -> assertThat(counter.count()).isZero());
    }

    @Test
    void emergencyCallWithoutAScoreIsCountedAsADecisionOfThePolicy() {
        metrics.decided(scored(Verdict.unscoredEmergency(), null));
        assertThat(count("voxguard.scoring.unscored")).isZero();
        assertThat(count("voxguard.scoring.decisions", "decision", "allow", "decided_by", "policy"))
                .isEqualTo(1);
    }

    @Test
    void firedRulesAreCountedByActionAndFailedConditionsByNumber() {
        Fired fired = new Fired(List.of(rule(RuleAction.BLOCK), rule(RuleAction.FLAG), rule(RuleAction.FLAG)), 4);
        metrics.decided(scored(verdict(Decision.BLOCK, DecidedBy.RULES), new RuleVerdict("core", 1, fired)));
        assertThat(count("voxguard.scoring.rules.fired", "action", "block")).isEqualTo(1);
        assertThat(count("voxguard.scoring.rules.fired", "action", "flag")).isEqualTo(2);
        assertThat(count("voxguard.scoring.rules.fired", "action", "allow")).isZero();
        assertThat(count("voxguard.scoring.rules.failed")).isEqualTo(4);
    }

    @Test
    void stagesAreTimedAndCallsOfARequestSummed() {
        metrics.request(5, new StageTimes(1_000, 20_000, 300, 4_000, 500));
        metrics.request(3, new StageTimes(1_000, 0, 0, 0, 0));
        Map<String, Double> micros = registry.get("voxguard.scoring.stage").timers().stream()
                .collect(Collectors.toMap(
                        timer -> String.valueOf(timer.getId().getTag("stage")),
                        timer -> timer.totalTime(TimeUnit.MICROSECONDS)));
        assertThat(micros).containsOnlyKeys("parse", "store", "vector", "model", "decision", "total");
        assertThat(micros.get("parse")).isEqualTo(2, within(1e-9));
        assertThat(micros.get("store")).isEqualTo(20, within(1e-9));
        assertThat(micros.get("total")).isEqualTo(26.8, within(1e-9));
        assertThat(registry.get("voxguard.scoring.stage").tag("stage", "total").timer())
                .extracting(Timer::count)
                .isEqualTo(2L);
        assertThat(registry.get("voxguard.scoring.request.calls").summary().totalAmount())
                .isEqualTo(8);
    }

    @Test
    void viewsAreCountedByOutcomeUnderNamesOfTheCatalogue() {
        FeatureView view = Objects.requireNonNull(
                FeatureCatalogue.read(Path.of(System.getProperty("voxguard.root"), "models/feature-views"))
                        .views()
                        .get("caller_velocity"));
        metrics.view(view, ViewOutcome.PRESENT);
        metrics.view(view, ViewOutcome.STALE);
        metrics.view(view, ViewOutcome.STALE);
        assertThat(count("voxguard.features.views", "view", "caller_velocity", "outcome", "stale"))
                .isEqualTo(2);
        assertThat(registry.get("voxguard.features.views").counters())
                .as("every outcome shows from the first one on, so that rates start at 0")
                .hasSize(ViewOutcome.values().length);
    }

    @Test
    void everyMeterHasADescription() {
        assertThat(registry.getMeters()).isNotEmpty().extracting(Meter::getId).allSatisfy(id -> assertThat(
                        id.getDescription())
                .as(id.getName())
                .isNotBlank());
    }

    @Test
    void everyDecisionAndEveryDeciderHasASeriesFromTheStart() {
        assertThat(Arrays.stream(Decision.values()).flatMap(decision -> Arrays.stream(DecidedBy.values())
                        .map(by -> count(
                                "voxguard.scoring.decisions", "decision", decision.label(), "decided_by", by.label()))))
                .hasSize(12)
                .containsOnly(0.0);
    }
}
