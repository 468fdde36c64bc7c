package io.voxguard.serving.pipeline;

import io.netty.util.concurrent.EventExecutor;
import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.call.NumberRanges;
import io.voxguard.serving.decision.Decisions;
import io.voxguard.serving.decision.Verdict;
import io.voxguard.serving.decisionlog.DecisionLog;
import io.voxguard.serving.feature.EntityTable;
import io.voxguard.serving.feature.OnlineFeatures;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.model.ModelRun;
import io.voxguard.serving.pipeline.ScoringRequest.Featured;
import io.voxguard.serving.rules.CurrentRules;
import io.voxguard.serving.rules.RuleLayout;
import io.voxguard.serving.rules.RuleVerdict;
import io.voxguard.serving.vector.InputLayout;
import io.voxguard.serving.vector.InputProvenance;
import io.voxguard.serving.vector.Source;
import io.voxguard.serving.vector.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** The road of a model's calls: entity keys → features (store) → vector → model → decision → rules → decision log. Thread-safe. */
public final class ScoringPipeline {
    private static final @Nullable RuleVerdict[] NO_RULES = {};

    private final OnlineFeatures features;
    private final InputLayout layout;
    private final Model model;
    private final Decisions decisions;
    private final CallPolicy policy;
    private final RoadPlans plans;
    private final PipelineEvents events;
    private final SharedRuns shared = new SharedRuns(this::decide);

    public ScoringPipeline(
            Model model,
            FeatureCatalogue catalogue,
            NumberRanges ranges,
            OnlineFeatures features,
            CurrentRules rules,
            DecisionLog log,
            PipelineEvents events) {
        this(model, catalogue, ranges, features, rules, log, events, PolicyOptions.DEFAULT);
    }

    /** @param options of the policy, over the model's own */
    public ScoringPipeline(
            Model model,
            FeatureCatalogue catalogue,
            NumberRanges ranges,
            OnlineFeatures features,
            CurrentRules rules,
            DecisionLog log,
            PipelineEvents events,
            PolicyOptions options) {
        this.model = model;
        this.layout = new InputLayout(model.manifest().inputs(), catalogue, ranges);
        this.features = features;
        this.decisions =
                new Decisions(model.manifest().inputs(), model.manifest().thresholds(), model.attribution());
        this.policy = new CallPolicy(model.manifest().policy(), options, layout);
        this.events = events;
        this.plans = new RoadPlans(
                layout.selections(),
                catalogue,
                ranges,
                features,
                rules,
                new RoadPlans.Recording(log, model.manifest(), policy.policy(), events));
    }

    /**
     * Scores all calls with one read of the store and one run of the model. On an event loop both are shared with the requests that are there at the same
     * time.
     *
     * @param wanted what the answers hold besides score and decision
     * @param scoring where everything after the store's answer runs
     */
    public CompletionStage<Outcome> score(List<Call> calls, Budget budget, Wanted wanted, Executor scoring) {
        RoadPlan plan = plans.of(wanted);
        ScoringRequest request = new ScoringRequest(calls, budget, wanted, plan);
        features.read(
                        plan.read(),
                        EntityTable.of(plan.read(), calls),
                        call -> calls.get(call).startedAtMs(),
                        budget.forStore())
                .whenComplete((rows, fault) -> {
                    if (fault != null) {
                        request.completeExceptionally(fault);
                    } else if (scoring instanceof EventExecutor loop && calls.size() <= SharedRuns.MOST_ROWS) {
                        shared.add(request.with(rows), loop);
                    } else {
                        alone(request.with(rows), scoring);
                    }
                });
        return request;
    }

    private void alone(Featured request, Executor scoring) {
        try {
            scoring.execute(() -> decide(List.of(request)));
        } catch (RejectedExecutionException full) {
            request.fail(full);
        }
    }

    /** Answers all of them, whatever happens. */
    private void decide(List<Featured> requests) {
        List<Deciding> open = new ArrayList<>(requests.size());
        for (Featured request : requests) {
            try {
                Deciding deciding = new Deciding(request);
                if (deciding.isOpen()) {
                    open.add(deciding);
                }
            } catch (RuntimeException | Error fault) {
                request.request().completeExceptionally(fault);
            }
        }
        if (!open.isEmpty()) {
            together(open);
        }
        requests.forEach(request -> request.rows().close());
    }

    private void together(List<Deciding> open) {
        int rows = 0;
        for (Deciding deciding : open) {
            rows += deciding.rows();
        }
        try (ModelRun run = model.begin(rows)) {
            long begin = System.nanoTime();
            int row = 0;
            for (Deciding deciding : open) {
                deciding.fill(run, row);
                row += deciding.rows();
            }
            long filled = System.nanoTime();
            run.run();
            long ran = System.nanoTime();
            for (Deciding deciding : open) {
                deciding.answer(run, begin, filled, ran);
            }
        } catch (RuntimeException | Error fault) {
            apart(open, fault);
        }
    }

    /** What fails together may be the fault of one: each is tried by itself. */
    private void apart(List<Deciding> open, Throwable fault) {
        if (open.size() == 1) {
            open.getFirst().failed(fault);
        } else {
            open.stream().filter(Deciding::isOpen).forEach(deciding -> together(List.of(deciding)));
        }
    }

    /** A request between its features and its answer. */
    private final class Deciding {
        private final Featured featured;
        private final ScoringRequest request;
        private final List<List<Degradation>> degraded;
        private @Nullable Vectors vectors;
        private int firstRow;

        Deciding(Featured featured) {
            this.featured = featured;
            this.request = featured.request();
            this.degraded = request.plan().degraded(featured.size(), featured.rows());
            if (request.budget().abandoned()) {
                request.complete(outOfTime(List.of(Degradation.ABANDONED)));
            } else if (request.budget().strict()
                    && (!featured.rows().delivered() || request.budget().spent())) {
                request.complete(outOfTime(degraded.getFirst()));
            }
        }

        /** Whether it still waits for an answer: it has none yet. */
        boolean isOpen() {
            return !request.isDone();
        }

        int rows() {
            return featured.size();
        }

        void fill(ModelRun run, int row) {
            firstRow = row;
            vectors = layout.fill(run.inputs(), row, request.calls(), featured.rows());
        }

        void answer(ModelRun run, long begin, long filled, long ran) {
            if (!isOpen()) {
                return;
            }
            try {
                request.complete(answered(run, begin, filled, ran));
            } catch (RuntimeException | Error fault) {
                failed(fault);
            }
        }

        void failed(Throwable fault) {
            request.completeExceptionally(fault);
        }

        private Outcome answered(ModelRun run, long begin, long filled, long ran) {
            List<Verdict> verdicts = new ArrayList<>(rows());
            RuleLayout.Evaluation rules = request.plan().evaluation(request.calls(), featured.rows());
            @Nullable RuleVerdict[] ruled = rules == null ? NO_RULES : new RuleVerdict[rows()];
            for (int c = 0; c < rows(); c++) {
                float score = run.score(firstRow + c);
                if (!Float.isFinite(score)) {
                    verdicts.add(policy.unscored(request.calls().get(c), score));
                    continue;
                }
                RuleVerdict byRules = rules == null ? null : rules.of(c);
                if (byRules != null) {
                    ruled[c] = byRules;
                }
                verdicts.add(verdict(c, score, byRules));
            }
            // last of all: what takes time after this is not said to be late
            boolean late = request.budget().spent();
            if (late && request.budget().strict()) {
                return outOfTime(degraded.getFirst());
            }
            List<Scored> scored = new ArrayList<>(rows());
            for (int c = 0; c < rows(); c++) {
                RuleVerdict byRules = rules == null ? null : ruled[c];
                Verdict verdict =
                        late && verdicts.get(c).isScored() ? late(c, verdicts.get(c), byRules) : verdicts.get(c);
                scored.add(scored(c, verdict, byRules, late));
            }
            StageTimes times = new StageTimes(
                    request.askedNanos() - request.budget().startNanos(),
                    begin - request.askedNanos(),
                    filled - begin,
                    ran - filled,
                    System.nanoTime() - ran);
            events.request(rows(), times);
            return new Outcome.Answered(scored, times);
        }

        private Verdict verdict(int c, float score, @Nullable RuleVerdict byRules) {
            Vectors from = Objects.requireNonNull(vectors);
            boolean isDegraded = !degraded.get(c).isEmpty();
            Verdict verdict = policy.verdict(
                    request.calls().get(c), score, decisions.decide(score), isDegraded, from, c, byRules);
            return hasReasons(verdict) ? verdict.with(decisions.reasons(from, c)) : verdict;
        }

        /** What becomes of a call whose answer turned out to be late. */
        private Verdict late(int c, Verdict inTime, @Nullable RuleVerdict byRules) {
            Verdict late = policy.verdict(
                    request.calls().get(c),
                    inTime.score(),
                    inTime.decision(),
                    true,
                    Objects.requireNonNull(vectors),
                    c,
                    byRules);
            return hasReasons(late) ? late.with(inTime.reasons()) : late;
        }

        private boolean hasReasons(Verdict verdict) {
            return request.wanted().reasons().of(verdict.given().decision());
        }

        private Scored scored(int c, Verdict verdict, @Nullable RuleVerdict rules, boolean late) {
            Vectors from = Objects.requireNonNull(vectors);
            Call call = request.calls().get(c);
            List<Degradation> why = late ? Completeness.and(degraded.get(c), Degradation.LATE) : degraded.get(c);
            if (verdict.isScored()) {
                request.plan().recorder().scored(call, verdict, rules, from, c, why);
            }
            List<InputProvenance> provenance =
                    request.wanted().provenance() ? layout.provenance(call, c, from, featured.rows()) : List.of();
            int missing = from.count(c, Source.MISSING);
            int stale = from.count(c, Source.STALE);
            return new Scored(
                    model.manifest().id(),
                    call,
                    verdict,
                    rules,
                    from.count(c, Source.PRESENT),
                    missing,
                    stale,
                    why,
                    provenance);
        }
    }

    private static Outcome outOfTime(List<Degradation> degraded) {
        return new Outcome.OutOfTime(degraded.isEmpty() ? List.of(Degradation.LATE) : degraded);
    }

    public Model model() {
        return model;
    }
}
