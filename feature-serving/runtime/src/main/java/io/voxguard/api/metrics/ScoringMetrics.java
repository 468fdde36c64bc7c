package io.voxguard.api.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.voxguard.catalogue.view.FeatureView;
import io.voxguard.rules.RuleAction;
import io.voxguard.serving.decision.DecidedBy;
import io.voxguard.serving.decision.Decision;
import io.voxguard.serving.decision.FinalDecision;
import io.voxguard.serving.feature.ViewOutcome;
import io.voxguard.serving.pipeline.PipelineEvents;
import io.voxguard.serving.pipeline.Scored;
import io.voxguard.serving.pipeline.StageTimes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The meters of scoring; {@code docs/metrics.md} lists them. Every label is bounded: views, outcomes, stages, decisions. */
@Singleton
public final class ScoringMetrics implements PipelineEvents {
    private static final Duration[] BUCKETS = buckets();

    private final PrometheusMeterRegistry registry;
    private final Timer parse;
    private final Timer store;
    private final Timer vector;
    private final Timer model;
    private final Timer decision;
    private final Timer total;
    private final DistributionSummary batch;
    private final Map<String, Counter[]> views = new ConcurrentHashMap<>();
    private final Counter[][] decisions;
    private final Counter[] fired;
    private final Counter failed;
    private final Counter degraded;
    private final Counter unscored;

    ScoringMetrics(PrometheusMeterRegistry registry) {
        this.registry = registry;
        parse = stage("parse");
        store = stage("store");
        vector = stage("vector");
        model = stage("model");
        decision = stage("decision");
        total = stage("total");
        batch = DistributionSummary.builder("voxguard.scoring.request.calls")
                .description("Calls in one request")
                .serviceLevelObjectives(1, 4, 16, 64, 256, 1024)
                .register(registry);
        decisions = Arrays.stream(Decision.values()).map(this::decisionCounters).toArray(Counter[][]::new);
        fired = Arrays.stream(RuleAction.values())
                .map(one -> Counter.builder("voxguard.scoring.rules.fired")
                        .description("Detection rules that fired, by their actions")
                        .tag("action", one.label())
                        .register(registry))
                .toArray(Counter[]::new);
        failed = Counter.builder("voxguard.scoring.rules.failed")
                .description("Conditions of detection rules that had no result")
                .register(registry);
        unscored = Counter.builder("voxguard.scoring.unscored")
                .description("Calls that the model gave no finite score for")
                .register(registry);
        degraded = Counter.builder("voxguard.scoring.degraded")
                .description("Calls whose answer was less than whole")
                .register(registry);
    }

    @Override
    public void view(FeatureView view, ViewOutcome outcome) {
        Counter[] counters = views.get(view.name());
        if (counters == null) {
            counters = views.computeIfAbsent(view.name(), this::viewCounters);
        }
        counters[outcome.ordinal()].increment();
    }

    @Override
    public void request(int calls, StageTimes times) {
        parse.record(times.parse(), TimeUnit.NANOSECONDS);
        store.record(times.store(), TimeUnit.NANOSECONDS);
        vector.record(times.vector(), TimeUnit.NANOSECONDS);
        model.record(times.model(), TimeUnit.NANOSECONDS);
        decision.record(times.decision(), TimeUnit.NANOSECONDS);
        total.record(times.total(), TimeUnit.NANOSECONDS);
        batch.record(calls);
    }

    /** One call's answer. */
    public void decided(Scored scored) {
        if (scored.error() != null) {
            unscored.increment();
            return;
        }
        FinalDecision given = scored.verdict().given();
        decisions[given.decision().ordinal()][given.by().ordinal()].increment();
        if (!scored.degraded().isEmpty()) {
            degraded.increment();
        }
        if (scored.rules() != null) {
            scored.rules().fired().forEach(rule -> fired[rule.action().ordinal()].increment());
            failed.increment(scored.rules().failed());
        }
    }

    private Counter[] decisionCounters(Decision decision) {
        return Arrays.stream(DecidedBy.values())
                .map(by -> Counter.builder("voxguard.scoring.decisions")
                        .description("Calls by what was decided, and what that rests on")
                        .tag("decision", decision.label())
                        .tag("decided_by", by.label())
                        .register(registry))
                .toArray(Counter[]::new);
    }

    private Counter[] viewCounters(String view) {
        return Arrays.stream(ViewOutcome.values())
                .map(outcome -> Counter.builder("voxguard.features.views")
                        .description("Views read for calls, by what became of them")
                        .tag("view", view)
                        .tag("outcome", outcome.label())
                        .register(registry))
                .toArray(Counter[]::new);
    }

    private Timer stage(String name) {
        return Timer.builder("voxguard.scoring.stage")
                .description("Time that a stage of a scoring request took")
                .tag("stage", name)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private static Duration[] buckets() {
        long[] micros = {5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 1_000_000};
        return Arrays.stream(micros).mapToObj(us -> Duration.ofNanos(us * 1000)).toArray(Duration[]::new);
    }
}
