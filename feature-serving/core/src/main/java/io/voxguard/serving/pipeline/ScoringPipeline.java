package io.voxguard.serving.pipeline;

import io.voxguard.serving.budget.Budget;
import io.voxguard.serving.call.Call;
import io.voxguard.serving.call.NumberRanges;
import io.voxguard.serving.decision.Decision;
import io.voxguard.serving.decision.Decisions;
import io.voxguard.serving.decision.Verdict;
import io.voxguard.serving.decisionlog.DecisionLog;
import io.voxguard.serving.feature.EntityTable;
import io.voxguard.serving.feature.FeatureRows;
import io.voxguard.serving.feature.OnlineFeatures;
import io.voxguard.serving.feature.ReadPlan;
import io.voxguard.serving.model.Model;
import io.voxguard.serving.model.ModelRun;
import io.voxguard.serving.vector.InputLayout;
import io.voxguard.serving.vector.InputProvenance;
import io.voxguard.serving.vector.Source;
import io.voxguard.serving.vector.Vectors;
import io.voxguard.serving.view.FeatureCatalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The road of a model's calls: entity keys → features (store) → vector → model → decision → decision log. Thread-safe. */
public final class ScoringPipeline {
    private final OnlineFeatures features;
    private final ReadPlan plan;
    private final InputLayout layout;
    private final Model model;
    private final Decisions decisions;
    private final Completeness completeness;
    private final DecisionRecorder recorder;
    private final PipelineEvents events;

    public ScoringPipeline(
            Model model,
            FeatureCatalogue catalogue,
            NumberRanges ranges,
            OnlineFeatures features,
            DecisionLog log,
            PipelineEvents events) {
        this.model = model;
        this.layout = new InputLayout(model.manifest().inputs(), catalogue, ranges);
        this.features = features;
        this.plan = features.plan(layout.selections());
        this.decisions = new Decisions(model.manifest(), model.attribution());
        this.completeness = new Completeness(plan.views(), events);
        this.recorder = new DecisionRecorder(log, model.manifest(), plan.views());
        this.events = events;
    }

    /**
     * Scores all calls with one read of the store and one run of the model.
     *
     * @param wanted what the answers hold besides score and decision
     * @param scoring where everything after the store's answer runs
     */
    public CompletionStage<Outcome> score(List<Call> calls, Budget budget, Wanted wanted, Executor scoring) {
        long asked = System.nanoTime();
        return features.read(
                        plan,
                        EntityTable.of(plan, calls),
                        call -> calls.get(call).startedAtMs(),
                        budget.forStore())
                .thenApplyAsync(rows -> decide(calls, rows, budget, wanted, asked), scoring);
    }

    private Outcome decide(List<Call> calls, FeatureRows rows, Budget budget, Wanted wanted, long asked) {
        long read = System.nanoTime();
        List<List<Degradation>> degraded = completeness.of(calls.size(), rows);
        if (budget.strict() && (!rows.delivered() || budget.spent())) {
            return outOfTime(degraded.get(0));
        }
        try (ModelRun run = model.begin(calls.size())) {
            Vectors vectors = layout.fill(run.inputs(), calls, rows);
            long filled = System.nanoTime();
            run.run();
            long ran = System.nanoTime();
            boolean late = budget.spent();
            if (late && budget.strict()) {
                return outOfTime(degraded.get(0));
            }
            List<Scored> scored = new ArrayList<>(calls.size());
            for (int c = 0; c < calls.size(); c++) {
                Verdict verdict = verdict(run.score(c), vectors, c, wanted.reasons());
                List<Degradation> why = late ? Completeness.and(degraded.get(c), Degradation.LATE) : degraded.get(c);
                recorder.scored(calls.get(c), verdict, vectors, c, why);
                List<InputProvenance> from =
                        wanted.provenance() ? layout.provenance(calls.get(c), c, vectors, rows) : List.of();
                scored.add(answer(calls.get(c), verdict, vectors, c, why, from));
            }
            StageTimes times = new StageTimes(
                    asked - budget.startNanos(), read - asked, filled - read, ran - filled, System.nanoTime() - ran);
            events.request(calls.size(), times);
            return new Outcome.Answered(scored, times);
        }
    }

    private Verdict verdict(float score, Vectors vectors, int row, Wanted.Reasons reasons) {
        Decision decision = decisions.decide(score);
        return new Verdict(score, decision, reasons.of(decision) ? decisions.reasons(vectors, row) : List.of());
    }

    private static Outcome outOfTime(List<Degradation> degraded) {
        return new Outcome.OutOfTime(degraded.isEmpty() ? List.of(Degradation.LATE) : degraded);
    }

    private Scored answer(
            Call call,
            Verdict verdict,
            Vectors vectors,
            int row,
            List<Degradation> degraded,
            List<InputProvenance> provenance) {
        int missing = vectors.count(row, Source.MISSING);
        int stale = vectors.count(row, Source.STALE);
        return new Scored(
                model.manifest().id(),
                call,
                verdict,
                vectors.count(row, Source.PRESENT),
                missing,
                stale,
                degraded,
                provenance);
    }

    public Model model() {
        return model;
    }
}
