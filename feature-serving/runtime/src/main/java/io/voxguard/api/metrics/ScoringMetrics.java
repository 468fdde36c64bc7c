package io.voxguard.api.metrics;

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
import io.voxguard.time.Ticker;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** The meters of scoring; {@code docs/metrics.md} lists them. Every label is bounded: views, outcomes, stages, decisions. */
@Singleton
public final class ScoringMetrics implements PipelineEvents {
    private static final long[] BUCKET_NANOS = Arrays.stream(new long[] {
                5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 1_000_000
            })
            .map(TimeUnit.MICROSECONDS::toNanos)
            .toArray();
    private static final long[] BUCKET_CALLS = {1, 4, 16, 64, 256, 1024};

    private final PrometheusMeterRegistry registry;
    private final Histograms stages;
    private final Histograms.Series parse;
    private final Histograms.Series store;
    private final Histograms.Series vector;
    private final Histograms.Series model;
    private final Histograms.Series decision;
    private final Histograms.Series total;
    private final Histograms.Series batch;
    private final Map<String, LongAdder[]> views = new ConcurrentHashMap<>();
    private final LongAdder[][] decisions;
    private final LongAdder[] fired;
    private final LongAdder failed;
    private final LongAdder degraded;
    private final LongAdder unscored;

    ScoringMetrics(PrometheusMeterRegistry registry, Ticker ticker) {
        this.registry = registry;
        stages = new Histograms(
                "voxguard_scoring_stage_seconds",
                "Time that a stage of a scoring request took",
                BUCKET_NANOS,
                1e9,
                ticker);
        parse = stage("parse");
        store = stage("store");
        vector = stage("vector");
        model = stage("model");
        decision = stage("decision");
        total = stage("total");
        Histograms requests =
                new Histograms("voxguard_scoring_request_calls", "Calls in one request", BUCKET_CALLS, 1, ticker);
        batch = requests.add(List.of(), List.of());
        registry.getPrometheusRegistry().register(stages);
        registry.getPrometheusRegistry().register(requests);
        decisions = Arrays.stream(Decision.values()).map(this::decisionCounters).toArray(LongAdder[][]::new);
        fired = Arrays.stream(RuleAction.values())
                .map(one -> Counting.counter(
                        registry,
                        "voxguard.scoring.rules.fired",
                        "Detection rules that fired, by their actions",
                        "action",
                        one.label()))
                .toArray(LongAdder[]::new);
        failed = Counting.counter(
                registry, "voxguard.scoring.rules.failed", "Conditions of detection rules that had no result");
        unscored = Counting.counter(
                registry, "voxguard.scoring.unscored", "Calls that the model gave no finite score for");
        degraded = Counting.counter(registry, "voxguard.scoring.degraded", "Calls whose answer was less than whole");
    }

    @Override
    public void view(FeatureView view, ViewOutcome outcome) {
        LongAdder[] counters = views.get(view.name());
        if (counters == null) {
            counters = views.computeIfAbsent(view.name(), this::viewCounters);
        }
        counters[outcome.ordinal()].increment();
    }

    @Override
    public void request(int calls, StageTimes times) {
        stages.tick();
        parse.record(times.parse());
        store.record(times.store());
        vector.record(times.vector());
        model.record(times.model());
        decision.record(times.decision());
        total.record(times.total());
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
            failed.add(scored.rules().failed());
        }
    }

    private LongAdder[] decisionCounters(Decision decision) {
        return Arrays.stream(DecidedBy.values())
                .map(by -> Counting.counter(
                        registry,
                        "voxguard.scoring.decisions",
                        "Calls by what was decided, and what that rests on",
                        "decision",
                        decision.label(),
                        "decided_by",
                        by.label()))
                .toArray(LongAdder[]::new);
    }

    private LongAdder[] viewCounters(String view) {
        return Arrays.stream(ViewOutcome.values())
                .map(outcome -> Counting.counter(
                        registry,
                        "voxguard.features.views",
                        "Views read for calls, by what became of them",
                        "view",
                        view,
                        "outcome",
                        outcome.label()))
                .toArray(LongAdder[]::new);
    }

    private Histograms.Series stage(String name) {
        return stages.add(List.of("stage"), List.of(name));
    }
}
