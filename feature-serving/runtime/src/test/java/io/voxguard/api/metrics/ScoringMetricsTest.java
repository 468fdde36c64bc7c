package io.voxguard.api.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.prometheus.client.exporter.common.TextFormat;
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
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScoringMetricsTest {
    private static final Call CALL = new Call("c", "+14155550100", "+442071838750", null, 0, 0, Map.of());

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private long nowNanos;
    private final ScoringMetrics metrics = new ScoringMetrics(registry, () -> nowNanos);

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
        return registry.get(name).tags(tags).functionCounter().count();
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
        assertThat(registry.get("voxguard.scoring.decisions").functionCounters())
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
        assertThat(registry.scrape())
                .contains("voxguard_scoring_stage_seconds_sum{stage=\"parse\",} 2.0E-6\n")
                .contains("voxguard_scoring_stage_seconds_sum{stage=\"store\",} 2.0E-5\n")
                .contains("voxguard_scoring_stage_seconds_sum{stage=\"total\",} 2.68E-5\n")
                .contains("voxguard_scoring_stage_seconds_count{stage=\"total\",} 2.0\n")
                .contains("voxguard_scoring_stage_seconds_max{stage=\"total\",} 2.58E-5\n")
                .contains("voxguard_scoring_stage_seconds_bucket{stage=\"total\",le=\"5.0E-6\",} 1.0\n")
                .contains("voxguard_scoring_stage_seconds_bucket{stage=\"total\",le=\"5.0E-5\",} 2.0\n")
                .contains("voxguard_scoring_stage_seconds_bucket{stage=\"total\",le=\"+Inf\",} 2.0\n")
                .contains("voxguard_scoring_request_calls_bucket{le=\"1.0\",} 0.0\n")
                .contains("voxguard_scoring_request_calls_bucket{le=\"4.0\",} 1.0\n")
                .contains("voxguard_scoring_request_calls_sum 8.0\n")
                .contains("voxguard_scoring_request_calls_max 5.0\n");
    }

    @Test
    void histogramsAreThoseThatMicrometerWouldShow() {
        StageTimes[] recorded = {
            new StageTimes(5_000, 20_000, 300, 4_000, 500), new StageTimes(5_001, 2_000_000_000L, 0, 7, 100_000_000)
        };
        PrometheusMeterRegistry expected = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Timer store = Timer.builder("voxguard.scoring.stage")
                .description("Time that a stage of a scoring request took")
                .tag("stage", "store")
                .serviceLevelObjectives(LongStream.of(
                                5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000,
                                1_000_000)
                        .mapToObj(micros -> Duration.of(micros, ChronoUnit.MICROS))
                        .toArray(Duration[]::new))
                .register(expected);
        DistributionSummary requests = DistributionSummary.builder("voxguard.scoring.request.calls")
                .description("Calls in one request")
                .serviceLevelObjectives(1, 4, 16, 64, 256, 1024)
                .register(expected);
        for (StageTimes times : recorded) {
            metrics.request(256, times);
            store.record(times.store(), TimeUnit.NANOSECONDS);
            requests.record(256);
        }
        for (String type : List.of(TextFormat.CONTENT_TYPE_004, TextFormat.CONTENT_TYPE_OPENMETRICS_100)) {
            assertThat(registry.scrape(type).lines())
                    .containsAll(expected.scrape(type).lines().toList());
        }
    }

    @Test
    void maximumIsForgottenAfterThreeMinutes() {
        metrics.request(1, new StageTimes(1_000, 0, 0, 0, 0));
        nowNanos += TimeUnit.MINUTES.toNanos(2);
        metrics.request(1, new StageTimes(500, 0, 0, 0, 0));
        assertThat(registry.scrape()).contains("voxguard_scoring_stage_seconds_max{stage=\"parse\",} 1.0E-6\n");
        nowNanos += TimeUnit.MINUTES.toNanos(1);
        assertThat(registry.scrape()).contains("voxguard_scoring_stage_seconds_max{stage=\"parse\",} 5.0E-7\n");
        nowNanos += TimeUnit.DAYS.toNanos(1);
        assertThat(registry.scrape()).contains("voxguard_scoring_stage_seconds_max{stage=\"parse\",} 0.0\n");
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
        assertThat(registry.get("voxguard.features.views").functionCounters())
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
